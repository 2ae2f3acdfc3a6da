/** The fields whose ASL name is not the camelCase name with a capital first letter. */
const irregular: ReadonlyMap<string, string> = new Map([
  ['csvDelimiter', 'CSVDelimiter'],
  ['csvHeaderLocation', 'CSVHeaderLocation'],
  ['csvHeaders', 'CSVHeaders'],
])

const irregularInAsl: ReadonlyMap<string, string> = new Map([...irregular].map(([key, aslKey]) => [aslKey, key]))

/** Returns the ASL name of a literal's field: `startAt` is `StartAt`, `csvHeaders` is `CSVHeaders`. */
export const toAslKey = (key: string): string => irregular.get(key) ?? key.charAt(0).toUpperCase() + key.slice(1)

/** Returns the literal's name of an ASL field: the inverse of {@link toAslKey}. */
export const toLiteralKey = (aslKey: string): string =>
  irregularInAsl.get(aslKey) ?? aslKey.charAt(0).toLowerCase() + aslKey.slice(1)

/** True if a key of a literal is ASL verbatim: it begins with a capital letter. */
export const isAslKey = (key: string): boolean => /^\p{Lu}/u.test(key)
