import type { Variables } from '../../../expressions/scope.ts'
import { type Json, type JsonObject, MAX_PAYLOAD_BYTES } from '../../../json.ts'
import { exceedsLimit } from '../recovery/state-failure.ts'
import { isTooLarge } from './json-text.ts'

/** The most bytes that the variables of a frame may have (Step Functions quotas: of an execution). */
const MAX_STORED_BYTES = 10 * 1024 * 1024

/** Checks the input of a state's work, after Parameters, Arguments or ItemSelector. @throws StateFailure if it is too large */
export const checkedInput = (input: Json, name: string): Json => {
  if (isTooLarge(input)) throw exceedsLimit(`The input of the state/task '${name}'`)
  return input
}

/** The variables after an Assign. @throws StateFailure if the assigned ones or all together are too large */
export const withAssigned = (variables: Variables, assigned: JsonObject, name: string): Variables => {
  if (areTooLarge(assigned, MAX_PAYLOAD_BYTES)) throw exceedsLimit(`The Assign field of the state '${name}'`)
  const all = { ...variables, ...assigned }
  // So few variables cannot be too large together, as none is too large alone.
  const isFew = Object.keys(all).length <= MAX_STORED_BYTES / MAX_PAYLOAD_BYTES
  if (!isFew && areTooLarge(all, MAX_STORED_BYTES)) throw exceedsLimit('The set of variables of the execution')
  return all
}

/** Checks if the values together have more bytes. They are measured as an array, whose brackets and commas are added to the limit. */
const areTooLarge = (variables: Variables, bytes: number): boolean => {
  const values = Object.values(variables)
  return isTooLarge(values, bytes + values.length + 1)
}
