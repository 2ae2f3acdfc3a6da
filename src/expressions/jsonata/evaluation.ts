import type { JsonataScope } from '../scope.ts'
import type { JsonataError } from './bounds.ts'
import type { Focus } from './engine.ts'

/** The state that the functions of one evaluation share. */
export interface JsonataEvaluation {
  readonly system: JsonataScope['system']
  /** Milliseconds since the epoch, the same throughout one evaluation. */
  readonly now: () => number
}

/** The name that a run is bound to. No expression can write it. */
export const EVALUATION = '#run'

export const evaluationOf = (system: JsonataScope['system']): JsonataEvaluation => {
  let now: number | undefined
  return {
    system,
    now: () => {
      now ??= system.now()
      return now
    },
  }
}

/** The run that a function is called in. */
export const evaluationIn = ({ environment }: Focus): JsonataEvaluation =>
  environment.lookup(EVALUATION) as JsonataEvaluation

/** Ends an evaluation with a message under the code that jsonata has for such. */
export const throwD3137 = (message: string): never => {
  throw { code: 'D3137', message } satisfies JsonataError
}

/** Items as jsonata keeps those that it found: of these, a single one is that item, and none is nothing. */
export const asSequence = (items: unknown[]): unknown[] => Object.assign(items, { sequence: true })

/** True if JSON cannot represent a number. */
export const isOutOfRange = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value)
