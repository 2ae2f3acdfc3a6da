import type { Json } from '../../json.ts'
import { EvaluationFailure } from '../failure.ts'
import type { Key } from './steps.ts'

const MOST_VISITS = 5_000_000

/** The value that a path is evaluated in, and the counters of one evaluation. */
export interface PathDocument {
  readonly root: Json
  /** The number of values that the path may still visit: several `..` in one path could take for ever. */
  left: number
  /** The keys from an absence up to the root, collected while the evaluation unwinds. */
  readonly trail: Key[]
}

export const documentOf = (root: Json): PathDocument => ({ root, left: MOST_VISITS, trail: [] })

/** @throws EvaluationFailure `States.Runtime` if the path has visited too many values */
export const countVisits = (document: PathDocument, visits: number): void => {
  document.left -= visits
  if (document.left < 0)
    throw new EvaluationFailure('States.Runtime', `The path visits more than ${MOST_VISITS} values.`)
}
