import { isJsonObject, type JsonObject } from '../json.ts'
import { toLiteralKey } from '../specs/asl-key.ts'
import type { DefinitionPath } from '../specs/finding.ts'
import { isSingleState } from '../specs/is-single-state.ts'
import { machineFields } from '../specs/state-types.ts'

/** A state of a literal and its path. */
export interface LiteralState {
  readonly state: JsonObject
  readonly path: DefinitionPath
}

const fieldNames = machineFields.map(({ field }) => toLiteralKey(field))

/** Every state of a literal, including those in branches and item processors, each before the states inside it. */
export function* literalStates(machine: unknown, path: DefinitionPath = []): Generator<LiteralState> {
  if (isSingleState(machine)) return yield* withNested(machine, path)
  if (!isJsonObject(machine) || !isJsonObject(machine.states)) return
  for (const [name, state] of Object.entries(machine.states)) {
    if (isJsonObject(state)) yield* withNested(state, [...path, 'states', name])
  }
}

function* withNested(state: JsonObject, path: DefinitionPath): Generator<LiteralState> {
  yield { state, path }
  for (const field of fieldNames) {
    const value = Object.hasOwn(state, field) ? state[field] : undefined
    if (Array.isArray(value)) {
      for (const [index, machine] of value.entries()) yield* literalStates(machine, [...path, field, index])
    } else yield* literalStates(value, [...path, field])
  }
}

/** A copy of a literal with each state mapped, including those in branches and item processors. */
export const mapLiteralStates = (machine: unknown, map: (state: JsonObject) => JsonObject): unknown => {
  const mapState = (state: unknown): unknown => (isJsonObject(state) ? mapNested(map(state)) : state)
  const mapNested = (state: JsonObject): object => ({
    ...state,
    ...Object.fromEntries(
      fieldNames
        .filter((field) => Object.hasOwn(state, field))
        .map((field) => {
          const value = state[field]
          return [
            field,
            Array.isArray(value) ? value.map((one) => mapLiteralStates(one, map)) : mapLiteralStates(value, map),
          ]
        }),
    ),
  })
  if (isSingleState(machine)) return mapState(machine)
  if (!isJsonObject(machine) || !isJsonObject(machine.states)) return machine
  const states = Object.entries(machine.states).map(([name, state]) => [name, mapState(state)])
  return { ...machine, states: Object.fromEntries(states) }
}
