import { isJsonObject, type JsonObject } from '../json.ts'
import { isOpenEnd } from '../specs/is-open-end.ts'
import { isSingleState } from '../specs/is-single-state.ts'
import { ownValue } from '../specs/value-at-path.ts'
import type { Codec } from './codec.ts'

/**
 * A state machine inside a state. A literal may write a fragment, whose open ends get `end: true`, or a single state. `machine`
 * translates the machine, `state` locates in a single state.
 */
export const nestedMachineCodec = (machine: Codec, state: Codec): Codec => ({
  desugar: (value, context) => machine.desugar(withClosedEnds(value), context),
  resugar(value, context) {
    const literal = machine.resugar(value, context)
    return isSingleState(literal) ? undefined : withVerbatimOpenEnds(literal, ownValue(value, 'States'))
  },
  locate(value, path) {
    if (!isSingleState(value)) return machine.locate(value, path)
    return path[0] === 'States' ? state.locate(value, path.slice(2)) : []
  },
})

/** A state whose branches that are single states became machines: the first one of `both` has a state named `both[0]`. */
export const withNamedBranches = (state: unknown, name: string): unknown => {
  const branches = ownValue(state, 'branches')
  if (!isJsonObject(state) || !Array.isArray(branches) || !branches.some(isSingleState)) return state
  return {
    ...state,
    branches: branches.map((branch, index) => {
      const startAt = `${name}[${index}]`
      return isSingleState(branch) ? { startAt, states: { [startAt]: branch } } : branch
    }),
  }
}

/** ASL verbatim stays as it is. */
const isOpenLiteral = (state: unknown): state is JsonObject =>
  isJsonObject(state) && Object.hasOwn(state, 'type') && isOpenEnd(state)

const withClosedEnds = (machine: unknown): unknown => mapOpenStates(machine, (_, state) => ({ ...state, end: true }))

/** A state that ASL leaves open, which is not valid, stays ASL verbatim, so that it is not closed. */
const withVerbatimOpenEnds = (machine: unknown, aslStates: unknown): unknown =>
  mapOpenStates(machine, (name) => ownValue(aslStates, name))

const mapOpenStates = (machine: unknown, map: (name: string, state: JsonObject) => unknown): unknown => {
  const states = ownValue(machine, 'states')
  if (!isJsonObject(machine) || !isJsonObject(states) || !Object.values(states).some(isOpenLiteral)) return machine
  const entries = Object.entries(states).map(([name, state]) => [name, isOpenLiteral(state) ? map(name, state) : state])
  return { ...machine, states: Object.fromEntries(entries) }
}
