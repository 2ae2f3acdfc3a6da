import type { DefinitionDiff } from '../diff/diff.ts'

/** A step of a deployment: its action on one resource. */
export interface DeploymentStep {
  readonly resource:
    | 'Lambda function'
    | 'log group'
    | 'role'
    | 'activity'
    | 'state machine'
    | 'version'
    | 'alias'
    | 'alarm'
  readonly name: string
  readonly action: 'create' | 'update' | 'unchanged'
  /** The settings that change: `definition`, `tags`, `permissions`. */
  readonly changes: readonly string[]
  /** The changes of the definition of a state machine that is updated. */
  readonly diff?: DefinitionDiff
}

/** A step that can be executed. After an interruption, a second execution completes it. */
export interface ExecutableStep extends DeploymentStep {
  readonly execute: (signal: AbortSignal | undefined) => Promise<void>
}

/** The steps of a deployment, in order. */
export interface DeploymentPlan {
  readonly steps: readonly DeploymentStep[]
  readonly hasChanges: boolean
}
