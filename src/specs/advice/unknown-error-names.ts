import { isJsonObject } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import { httpStatusErrorName, reservedErrorNames } from '../error-name.ts'
import type { Finding } from '../finding.ts'
import type { StateNode } from '../read-machine.ts'
import type { StateRule } from '../rules/rule.ts'

/** Retriers and catchers name only errors of the `States.` space that exist (ASL spec, Appendix A). */
export const unknownErrorNames: StateRule = (state) =>
  (state.fields.Retry ?? state.fields.Catch) === undefined ? [] : findingsIn(state)

function* findingsIn({ fields, path }: StateNode): Generator<Finding> {
  for (const key of ['Retry', 'Catch']) {
    const list = fields[key]
    if (!Array.isArray(list)) continue
    for (const [index, entry] of list.entries()) {
      const names = isJsonObject(entry) ? entry.ErrorEquals : undefined
      if (!Array.isArray(names)) continue
      for (const [at, name] of names.entries()) {
        if (isKnown(name)) continue
        yield {
          path: [...path, key, index, 'ErrorEquals', at],
          code: 'UNKNOWN_ERROR_NAME',
          severity: 'warning',
          message: `Step Functions has no error named ${JSON.stringify(name)}`,
          ...nearest(name, reservedErrorNames),
        }
      }
    }
  }
}

const known: ReadonlySet<unknown> = new Set(reservedErrorNames)

const isKnown = (name: unknown): boolean =>
  typeof name !== 'string' || !name.startsWith('States.') || known.has(name) || httpStatusErrorName.test(name)
