import { isJsonObject } from '../json.ts'
import { toLiteralKey } from '../specs/asl-key.ts'
import { machineFields } from '../specs/state-types.ts'

const fieldNames = machineFields.map(({ field }) => toLiteralKey(field))

/** The state machines inside a state of a literal: branches and item processors. */
export const nestedMachines = (state: object): unknown[] =>
  fieldNames.flatMap((field) => (Object.hasOwn(state, field) ? Reflect.get(state, field) : []))

/** A copy of a state of a literal with each state machine inside it mapped. */
export const mapNestedMachines = <State extends object>(state: State, map: (machine: unknown) => unknown): State => {
  const mapped = fieldNames
    .filter((field) => isJsonObject(state) && Object.hasOwn(state, field))
    .map((field): [string, unknown] => {
      const value: unknown = Reflect.get(state, field)
      return [field, Array.isArray(value) ? value.map(map) : map(value)]
    })
  return { ...state, ...Object.fromEntries(mapped) }
}
