/** The fields whose ASL name is not their camelCase name with a capital. */
const irregular: ReadonlyMap<string, string> = new Map([
  ['csvDelimiter', 'CSVDelimiter'],
  ['csvHeaderLocation', 'CSVHeaderLocation'],
  ['csvHeaders', 'CSVHeaders'],
])

/** The ASL name of a camelCase field: `startAt` is `StartAt`, `csvHeaders` is `CSVHeaders`. */
export const toAslKey = (key: string): string => irregular.get(key) ?? key.charAt(0).toUpperCase() + key.slice(1)

/** Whether a key is ASL verbatim: it begins with a capital letter. */
export const isAslKey = (key: string): boolean => /^\p{Lu}/u.test(key)
