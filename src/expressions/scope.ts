import type { Json, JsonObject } from '../json.ts'
import type { StopSignal } from '../stop.ts'
import type { Turns } from '../turns.ts'

/** The values of the names in an expression. */
export interface ExpressionScope {
  /** `$` of a JSONPath. */
  readonly input: Json
  /** `$$` of a JSONPath, `$states.context` in JSONata: the context object, built only when it is read. */
  readonly context: () => JsonObject
  /** `$name`: the workflow's variables. */
  readonly variables: Variables
  /** The clock and the random sources: for `States.UUID`, `States.MathRandom`, `$uuid`, `$random`, `$now`. */
  readonly system: { now(): number; random(): number; uuid(): string }
  /** Formats a value for messages. AWS writes an input as it was given, including white space. Default: compact JSON. */
  readonly textOf?: (value: Json) => string
}

/** A value as messages write it. */
export const writtenIn = ({ textOf = JSON.stringify }: ExpressionScope, value: Json): string => textOf(value)

export type Variables = Readonly<Record<string, Json>>

/** The values of the names in a JSONata expression: `$states`, and the workflow's variables. */
export interface JsonataScope {
  readonly states: { readonly input: Json; readonly result?: Json; readonly errorOutput?: Json }
  /** `$states.context`, built only when it is read. */
  readonly context: () => JsonObject
  readonly variables: Variables
  readonly system: ExpressionScope['system']
  /** Turns in which a long evaluation computes, so that other work gets its turn. Default: none, it computes at once. */
  readonly turns?: Turns
  /** Ends an evaluation that waits for its turn: it then rejects with the signal's reason. */
  readonly signal?: StopSignal
}
