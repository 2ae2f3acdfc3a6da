import { engineKind } from '../client/engine-kind.ts'
import { regionOf } from '../client/find-environment.ts'
import type { Session } from '../client/session.ts'
import type { SdkClient } from '../engine/tasks/sdk/service-clients.ts'
import { awsClients, serviceCall } from './aws-services.ts'
import type { DeployDeps } from './deploy-deps.ts'
import { bundleFunction } from './lambda/bundle-function.ts'
import { leastPolicy } from './role/least-policy.ts'
import { readGit } from './versions/read-git.ts'

export interface DeployerOptions {
  /** The client of IAM, for `role: 'infer'`. Default: a client from the SDK's own chain, of the package `@aws-sdk/client-iam`. */
  readonly iam?: SdkClient
  /** The client of CloudWatch Logs, for log groups. Default: as for `iam`, of `@aws-sdk/client-cloudwatch-logs`. */
  readonly logs?: SdkClient
  /** The client of CloudWatch, for alarms. Default: as for `iam`, of `@aws-sdk/client-cloudwatch`. */
  readonly cloudWatch?: SdkClient
  /** The client of Lambda, for functions. Default: as for `iam`, of `@aws-sdk/client-lambda`. */
  readonly lambda?: SdkClient
}

/** The dependencies of deployments on AWS. */
export const deployDeps = (session: Session, options: DeployerOptions = {}): DeployDeps => {
  const region = () => regionOf(session)
  const hasClients = Object.keys(options).length > 0
  return {
    session,
    services: {
      iam: serviceCall(awsClients.iam, options.iam, region),
      logs: serviceCall(awsClients.logs, options.logs, region),
      cloudWatch: serviceCall(awsClients.cloudWatch, options.cloudWatch, region),
      lambda: serviceCall(awsClients.lambda, options.lambda, region),
    },
    hasServices: async () => hasClients || (await engineKind(session)) === 'aws',
    inferPolicy: leastPolicy,
    readGit,
    bundleFunction,
  }
}
