import type { AwsEnvironment } from '../arn.ts'
import type { Session } from '../client/session.ts'
import type { StateMachineOptions } from '../client/state-machine-options.ts'
import type { AwsServices } from './aws-services.ts'
import type { BundleFunction } from './lambda/bundle-function.ts'
import type { PolicyDocument } from './permissions/policy-documents.ts'
import type { GitState } from './versions/version-label.ts'

/** A state machine whose permissions are wanted. */
export interface PolicyOwner extends Pick<StateMachineOptions, 'logging' | 'tracing' | 'encryption'> {
  readonly name: string
  readonly environment: AwsEnvironment
}

/**
 * Returns the least permissions that a state machine needs.
 * @param definition a literal or ASL.
 * @throws DefinitionError if they cannot be derived.
 */
export type InferPolicy = (definition: unknown, owner: PolicyOwner) => PolicyDocument

/** The dependencies of deployments. */
export interface DeployDeps {
  readonly session: Session
  readonly services: AwsServices
  /** False if the engine is not AWS: it needs no roles, log groups, alarms and Lambda functions. */
  readonly hasServices: () => Promise<boolean>
  readonly inferPolicy: InferPolicy
  readonly readGit: () => Promise<GitState>
  readonly bundleFunction: BundleFunction
}
