import { StateFailure } from '../interpreter/recovery/state-failure.ts'

/** The failure of a Map whose items cannot be read (developer guide, error names). */
export const itemReaderFailure = (cause: string): StateFailure => new StateFailure('States.ItemReaderFailed', cause)
