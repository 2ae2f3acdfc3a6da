import { isJsonObject } from '../../json.ts'
import { type Finding, SCHEMA } from '../finding.ts'
import type { StateRule } from './rule.ts'

/** `States.ALL` is the only name of the last retrier or catcher (ASL spec, Errors). */
export const errorNames: StateRule = function* ({ fields, path }): Generator<Finding> {
  for (const key of ['Retry', 'Catch']) {
    const list = fields[key]
    if (!Array.isArray(list)) continue
    for (const [index, entry] of list.entries()) {
      const names = isJsonObject(entry) ? entry.ErrorEquals : undefined
      if (!Array.isArray(names) || !names.includes('States.ALL')) continue
      if (names.length === 1 && index === list.length - 1) continue
      yield {
        path: [...path, key, index, 'ErrorEquals'],
        code: SCHEMA,
        message: 'States.ALL must appear alone and at end of list',
        literalMessage:
          names.length > 1
            ? '"States.ALL" must be the only name: it matches every error'
            : '"States.ALL" must be in the last entry: nothing after it is ever matched',
      }
    }
  }
}
