import { fieldsOfType } from './field-names.ts'
import { stateTypeNames } from './state-types.ts'
import { ownValue } from './value-at-path.ts'

/** The types of state that have `next` and `end`, as a literal and as ASL writes them. */
const typesWithNext: ReadonlySet<unknown> = new Set(
  stateTypeNames
    .filter((type) => fieldsOfType(type.toLowerCase())?.has('next'))
    .flatMap((type) => [type, type.toLowerCase()]),
)

const transitions = ['next', 'end', 'Next', 'End']

/** True if a state can have a transition but has none. */
export const isOpenEnd = (state: object): boolean =>
  transitions.every((key) => ownValue(state, key) === undefined) &&
  typesWithNext.has(ownValue(state, 'type') ?? ownValue(state, 'Type'))
