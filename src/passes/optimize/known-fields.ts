import type { JsonObject } from '../../json.ts'

const transition = ['Type', 'Comment', 'QueryLanguage', 'Next', 'End']
const flow = ['InputPath', 'OutputPath', 'Output', 'Assign']

/** The fields whose meaning the optimizer knows. A state with any other field, such as a new one of AWS, stays as it is. */
const knownFields: Readonly<Record<string, ReadonlySet<string>>> = {
  Pass: new Set([...transition, ...flow, 'Parameters', 'Result', 'ResultPath']),
  Wait: new Set([...transition, ...flow, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']),
  Succeed: new Set([...transition, 'InputPath', 'OutputPath', 'Output']),
  Choice: new Set(['Type', 'Comment', 'QueryLanguage', ...flow, 'Choices', 'Default']),
}

/** The state, if it is of one of the types and has no field that the optimizer does not know. */
export const knownState = (state: JsonObject | undefined, ...types: readonly string[]): JsonObject | undefined => {
  if (state === undefined || typeof state.Type !== 'string' || !types.includes(state.Type)) return undefined
  const known = knownFields[state.Type]
  return known === undefined || Object.keys(state).every((field) => known.has(field)) ? state : undefined
}
