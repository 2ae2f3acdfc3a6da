import { isJsonObject } from '../json.ts'

/** A copy of a JSON value with each string in it mapped, and each name of a member that is mapped to a string. */
export const mapStrings = (value: unknown, map: (text: string) => unknown): unknown => {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, map))
  if (!isJsonObject(value) || Object(value) instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const mapped = map(key)
      return [typeof mapped === 'string' ? mapped : key, mapStrings(inner, map)]
    }),
  )
}

/** Writes the pseudo parameters of CloudFormation without colons, so that ARNs with them can be read. */
export const withPlaceholders = (definition: unknown): unknown =>
  mapStrings(definition, (text) => text.replaceAll(/\$\{AWS::(Partition|Region|AccountId)\}/g, '$${AWS$1}'))

/** The inverse of {@link withPlaceholders} for a string. */
export const withPseudoParameters = (text: string): string =>
  text.replaceAll(/\$\{AWS(Partition|Region|AccountId)\}/g, '$${AWS::$1}')

const placeholder = /\$\{([A-Za-z0-9_.:-]+)\}/g

/** The names of the placeholders in the strings of a value, in order and without duplicates. */
export const placeholdersIn = (value: unknown): string[] => {
  const found = new Set<string>()
  mapStrings(value, (text) => {
    for (const [, name = ''] of text.matchAll(placeholder)) found.add(name)
    return text
  })
  return [...found]
}

/** Replaces the placeholders in a string. `escapeText` writes the text between them. */
export const replacePlaceholders = (
  text: string,
  reference: (name: string) => string,
  escapeText: (text: string) => string = (between) => between,
): string => {
  const parts = text.split(placeholder)
  return parts.map((part, index) => (index % 2 === 1 ? reference(part) : escapeText(part))).join('')
}
