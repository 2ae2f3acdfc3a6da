import type { AwsEnvironment } from '../../arn.ts'
import type { StateMachineOutput } from '../../client/describe-state-machine.ts'
import type { Asl } from '../../sugar/desugar.ts'
import type { DeployOptions } from '../deploy-options.ts'

/** A state machine to deploy, and the one of that name that is deployed already. */
export interface PlannedMachine {
  readonly name: string
  readonly awsName: string
  readonly stateMachineArn: string
  readonly environment: AwsEnvironment
  /** The definition as it was given. */
  readonly given: unknown
  readonly asl: Asl
  readonly activities: readonly string[]
  /** The options of the deployment, with the settings of the state machine. */
  readonly options: DeployOptions
  /** The label of the version that is published, if any. */
  readonly label: string | undefined
  readonly present: StateMachineOutput | undefined
  /** Empty if the state machine does not exist. */
  readonly presentTags: Readonly<Record<string, string>>
}
