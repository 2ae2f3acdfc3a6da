import { isJsonObject } from '../json.ts'
import { isOpenEnd } from '../specs/is-open-end.ts'
import { isSingleState } from '../specs/is-single-state.ts'
import { ownValue } from '../specs/value-at-path.ts'
import type { Codec } from './codec.ts'

/**
 * A state machine inside a state. A literal may write a fragment, whose open ends end, or a single state, which becomes a machine
 * of that state. `machine` translates machines, `state` translates states.
 */
export const nestedMachineCodec = (machine: Codec, state: Codec): Codec => ({
  ...machine,
  desugar(value, context) {
    if (isSingleState(value)) {
      const name = context.name ?? ''
      return { StartAt: name, States: { [name]: state.desugar(closed(value), context) } }
    }
    return machine.desugar(withClosedEnds(value), context)
  },
  resugar(value, context) {
    const literal = machine.resugar(value, context)
    return isSingleState(literal) ? undefined : withVerbatimOpenEnds(literal, ownValue(value, 'States'))
  },
  locate(value, path) {
    if (!isSingleState(value)) return machine.locate(value, path)
    return path[0] === 'States' ? state.locate(value, path.slice(2)) : []
  },
})

/** ASL verbatim stays as it is. */
const closed = (state: object): object =>
  Object.hasOwn(state, 'type') && isOpenEnd(state) ? { ...state, end: true } : state

/** A state that ASL leaves open, which is not valid, stays ASL verbatim, so that it is not closed. */
const withVerbatimOpenEnds = (machine: unknown, aslStates: unknown): unknown => {
  const states = ownValue(machine, 'states')
  if (!isJsonObject(machine) || !isJsonObject(states)) return machine
  const entries = Object.entries(states).map(([name, state]) => {
    const isOpen = isJsonObject(state) && closed(state) !== state
    return [name, isOpen ? ownValue(aslStates, name) : state]
  })
  return { ...machine, states: Object.fromEntries(entries) }
}

const withClosedEnds = (machine: unknown): unknown => {
  const states = ownValue(machine, 'states')
  if (!isJsonObject(machine) || !isJsonObject(states)) return machine
  const hasOpenEnd = Object.values(states).some((state) => isJsonObject(state) && closed(state) !== state)
  if (!hasOpenEnd) return machine
  const entries = Object.entries(states).map(([name, state]) => [name, isJsonObject(state) ? closed(state) : state])
  return { ...machine, states: Object.fromEntries(entries) }
}
