import { isJsonObject, type Json } from '../../json.ts'
import { type Key, keysOf, keyText, type Step, valueAtKeys } from './steps.ts'

/** Why a path finds nothing. */
export interface Absence {
  /**
   * `absent`: there is no such value. `past end`: the path leads to an array but past its end, where a payload template has null on AWS.
   * `misfit`: a path that does not fit, which AWS reports in the words of its JSONPath library even where it has words of its own.
   */
  readonly reason: 'absent' | 'past end' | 'misfit'
  /** In the words of the Jayway JsonPath that AWS runs (recorded and measured). */
  readonly message: string
}

const absent = (message: string): Absence => ({ reason: 'absent', message })

const pathText = (root: string, keys: readonly Key[]): string => root + keys.map(keyText).join('')

/** Why the key at `i` leads nowhere from a value. */
const explainKey = (value: Json, keys: readonly Key[], i: number, root: string): Absence => {
  const key = keys[i] as Key
  const isLast = i === keys.length - 1
  const path = pathText(root, keys.slice(0, i + 1))
  if (typeof key === 'string') {
    if (!isJsonObject(value))
      return absent(`Property ${keyText(key)} not found in path ${pathText(root, keys.slice(0, i))}`)
    return absent(isLast ? `No results for path: ${path}` : `Missing property in path ${path}`)
  }
  if (!Array.isArray(value)) {
    const message = `Filter: ${pathText('', keys.slice(i))} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`
    return { reason: 'misfit', message }
  }
  if (isLast) return { reason: 'past end', message: `No results for path: ${path}` }
  const next = keys[i + 1] as Key
  return absent(
    typeof next === 'string' ? `Property ${keyText(next)} not found in path ${path}` : `The path ${path} is null`,
  )
}

/** Several names may only end a path. */
const explainNames = (steps: readonly Step[], root: string): Absence | undefined => {
  const i = steps.findIndex(({ kind }, at) => kind === 'names' && at < steps.length - 1)
  const step = steps[i]
  if (step?.kind !== 'names') return undefined
  const names = step.names.map((name) => `'${name}'`).join(', ')
  const before = pathText(root, keysOf(steps.slice(0, i)) ?? [])
  return { reason: 'misfit', message: `Multi properties can only be used as path leafs: ${before}[${names}]` }
}

/** Why steps lead nowhere from a document. `root` is how messages write it: `$`. */
export const explainAbsence = (document: Json | undefined, steps: readonly Step[], root: string): Absence => {
  const keys = keysOf(steps)
  if (!keys) return explainNames(steps, root) ?? absent(`No results for path: ${root}`)
  let value = document
  for (const [i, key] of keys.entries()) {
    if (value === undefined) break
    const next = valueAtKeys(value, [key])
    if (next === undefined) return explainKey(value, keys, i, root)
    value = next
  }
  return absent(`No results for path: ${pathText(root, keys)}`)
}
