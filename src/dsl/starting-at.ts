import { isJsonObject } from '../json.ts'
import type { Asl } from '../sugar/desugar.ts'
import { reachable } from './reachable.ts'

/** The states of a state machine, in ASL, that can be reached from one of them, which becomes its start. */
export interface StartOfAsl {
  readonly asl: Asl
  readonly state: string
  /** The variables that get their values from the input, which is then `{ input, variables }`. */
  readonly variables: readonly string[]
}

/**
 * The state machine that starts at another state, without the states that cannot be reached from there, which AWS refuses.
 * @throws DefinitionError if no state has this name.
 */
export const startingAt = ({ asl, state, variables }: StartOfAsl): Asl => {
  const names = new Set(reachable(asl, state))
  const states = Object.entries(asl.States).filter(([name]) => names.has(name))
  if (variables.length === 0) return { ...asl, StartAt: state, States: Object.fromEntries(states) }
  const first = unusedName('Start', asl.States)
  const start = {
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Assign: Object.fromEntries(
      variables.map((name) => [name, `{% $lookup($states.input.variables, ${JSON.stringify(name)}) %}`]),
    ),
    Output: '{% $states.input.input %}',
    Next: state,
  }
  return { ...asl, StartAt: first, States: Object.fromEntries([[first, start], ...states]) }
}

/** A name that no state has, at any depth: names are unique in the whole state machine. */
const unusedName = (name: string, states: unknown): string => {
  const used = new Set<string>()
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect)
    if (!isJsonObject(value)) return
    for (const [key, inner] of Object.entries(value)) {
      used.add(key)
      collect(inner)
    }
  }
  collect(states)
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name} ${count}`
    if (!used.has(candidate)) return candidate
  }
}
