import { awsClients } from '../deploy/aws-services.ts'
import type { DeployerOptions } from '../deploy/deployer-options.ts'
import { loadFromProject } from '../engine/tasks/sdk/load-client-package.ts'
import { clientSettings } from './connect.ts'
import type { Io } from './io.ts'

/** The options that select the services of a deployment besides Step Functions. */
export interface ServiceOptions {
  readonly serviceEndpoint?: string
}

/** The clients of an emulator. Packages that are not installed are named once they are needed. */
export const deployClients = ({ serviceEndpoint: endpoint }: ServiceOptions, io: Io): DeployerOptions => {
  if (endpoint === undefined) return {}
  return Object.fromEntries(
    Object.entries(awsClients).flatMap(([name, { packageName, clientName }]) => {
      const Client = loadFromProject(packageName)?.[clientName]
      return typeof Client === 'function' ? [[name, Reflect.construct(Client, [clientSettings(endpoint, io)])]] : []
    }),
  )
}
