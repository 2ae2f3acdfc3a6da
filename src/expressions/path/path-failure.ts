import { type Key, keyText, namesText } from './steps.ts'

/**
 * The reason why a path finds nothing below a value, by Jayway's rules. `several names` (several names before the end of a path) is a
 * misfit; all others are absences.
 */
export interface PathFailure {
  readonly kind: 'not an object' | 'last name' | 'name' | 'null' | 'several names'
  /** The names that were looked for. */
  readonly names: readonly string[]
}

/**
 * A failure in Jayway's words.
 * @param path the root as messages write it, and the keys from there to the value that fails
 */
export const failureText = ({ kind, names }: PathFailure, root: string, keys: readonly Key[]): string => {
  const path = root + keys.map(keyText).join('')
  switch (kind) {
    case 'not an object':
      return `Property ${namesText(names)} not found in path ${path}`
    case 'last name':
      return `No results for path: ${path}${namesText(names)}`
    case 'name':
      return `Missing property in path ${path}${namesText(names)}`
    case 'null':
      return `The path ${path} is null`
    case 'several names':
      return `Multi properties can only be used as path leafs: ${path}${namesText(names)}`
  }
}

/** A path that does not fit its value. It ends an evaluation wherever it occurs. */
export class PathMisfit extends Error {
  override readonly name = 'PathMisfit'
}
