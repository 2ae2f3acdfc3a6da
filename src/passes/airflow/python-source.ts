import type { Key } from '../../expressions/path/steps.ts'

/** A value as Python source. A JSON string is a Python string too; all of its special characters are escaped. */
export const pythonValue = (value: unknown): string => {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${pythonValue(inner)}`)
    .join(', ')}}`
}

/** Keys or ids as a tuple in Python source. */
export const pythonTuple = (keys: readonly Key[]): string =>
  `(${keys.map((key) => `${JSON.stringify(key)},`).join(' ')})`

/** Names as Airflow accepts them in ids: letters, digits, `_`, `.` and `-`; each different from the others. */
export const airflowIds = (names: readonly string[]): ReadonlyMap<string, string> => {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of names) {
    const base = name.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').slice(0, LONGEST_ID) || 'state'
    let id = base
    for (let count = 2; taken.has(id); count++) id = `${base}_${count}`
    taken.add(id)
    ids.set(name, id)
  }
  return ids
}

/** Airflow's ids have at most 250 characters; some are left for suffixes. */
const LONGEST_ID = 200
