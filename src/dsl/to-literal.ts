import { isJsonObject } from '../json.ts'
import { resugar } from '../sugar/desugar.ts'

/** Returns whether a definition is ASL: its first fields are in PascalCase. */
export const isWrittenInAsl = (definition: object): boolean => {
  const has = (key: string): boolean => Object.hasOwn(definition, key)
  return (has('StartAt') || has('States')) && !has('startAt') && !has('states')
}

/** Returns a definition in ASL as a literal, and any other value as it is. */
export const toLiteral = (definition: unknown): unknown =>
  isJsonObject(definition) && isWrittenInAsl(definition) ? resugar(definition) : definition
