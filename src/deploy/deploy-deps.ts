import type { AwsEnvironment } from '../arn.ts'
import type { Session } from '../client/session.ts'
import type { Asl } from '../sugar/desugar.ts'
import type { AwsServices } from './aws-services.ts'
import type { PolicyDocument } from './role/policy-document.ts'
import type { GitState } from './versions/version-label.ts'

/** The settings of a state machine that need permissions of their own. */
export interface PolicySettings {
  readonly logging: boolean
  readonly tracing: boolean
}

/**
 * Returns the least permissions that a state machine needs.
 * @throws Error if they cannot be inferred.
 */
export type InferPolicy = (asl: Asl, environment: AwsEnvironment, settings: PolicySettings) => PolicyDocument

/** What deployments need besides their options. */
export interface DeployDeps {
  readonly session: Session
  readonly services: AwsServices
  /** False if the engine is not AWS: it needs no roles, log groups and alarms. */
  readonly hasServices: () => Promise<boolean>
  readonly inferPolicy: InferPolicy
  readonly readGit: () => Promise<GitState>
}
