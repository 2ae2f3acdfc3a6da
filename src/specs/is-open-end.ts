import { toAslKey } from './asl-key.ts'
import { fieldsOfType } from './field-names.ts'
import { stateTypeNames } from './state-types.ts'

/** The types of state that have `next` and `end`. */
const typesWithNext: ReadonlySet<unknown> = new Set(
  stateTypeNames.filter((type) => fieldsOfType(type.toLowerCase())?.has('next')),
)

/** Whether a state of a literal can have a transition but has none. */
export const isOpenEnd = (state: object): boolean => {
  const asl = fieldsByAslKey(state)
  return typesWithNext.has(asl.get('Type')) && asl.get('Next') === undefined && asl.get('End') === undefined
}

/** The fields of a state by their ASL names, with the type as ASL writes it. */
const fieldsByAslKey = (state: object): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(state).map(([key, value]) => [toAslKey(key), key === 'type' ? toAslKey(String(value)) : value]),
  )
