import type { JsonObject } from '../../json.ts'
import { toLiteralKey } from '../../specs/asl-key.ts'
import { fieldsOfType } from '../../specs/field-names.ts'

/**
 * The state, if it is of one of the types and has only fields that the specs have. A state with another field, such as a new one of AWS,
 * stays as it is, because the field may read the input.
 */
export const knownState = (state: JsonObject | undefined, ...types: readonly string[]): JsonObject | undefined => {
  if (state === undefined || typeof state.Type !== 'string' || !types.includes(state.Type)) return undefined
  const known = fieldsOfType(state.Type.toLowerCase())
  return Object.keys(state).every((field) => known?.has(toLiteralKey(field))) ? state : undefined
}
