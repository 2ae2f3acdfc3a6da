import type { StateMachineOutput } from '../../client/describe-state-machine.ts'
import { changedFields } from '../../client/state-machine-configuration.ts'

/** The settings of a version that the state machine itself does not have, in the form of UpdateStateMachine. */
export const missingSettings = (present: StateMachineOutput, version: StateMachineOutput) => {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = version
  const settings = { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration }
  // The boundary: a description has its settings in the form of a request.
  return changedFields(present, settings as Parameters<typeof changedFields>[1])
}

/** True if a state machine has the definition and the settings of a version. */
export const isDeployed = (present: StateMachineOutput, version: StateMachineOutput): boolean =>
  Object.keys(missingSettings(present, version)).length === 0
