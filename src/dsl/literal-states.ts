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
export const literalStates = (machine: unknown): LiteralState[] => {
  const found: LiteralState[] = []
  collect(machine, [], found)
  return found
}

const collect = (machine: unknown, path: DefinitionPath, found: LiteralState[]): void => {
  if (isSingleState(machine)) collectState(machine, path, found)
  else if (isJsonObject(machine) && isJsonObject(machine.states)) collectStates(machine.states, path, found)
}

const collectStates = (states: JsonObject, path: DefinitionPath, found: LiteralState[]): void => {
  for (const name of Object.keys(states)) {
    const state = states[name]
    if (isJsonObject(state)) collectState(state, [...path, 'states', name], found)
  }
}

const collectState = (state: JsonObject, path: DefinitionPath, found: LiteralState[]): void => {
  found.push({ state, path })
  for (const field of fieldNames) {
    if (!Object.hasOwn(state, field)) continue
    const value = state[field]
    if (Array.isArray(value)) {
      for (const [index, machine] of value.entries()) collect(machine, [...path, field, index], found)
    } else collect(value, [...path, field], found)
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
