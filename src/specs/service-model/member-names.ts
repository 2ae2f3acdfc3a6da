/** Converts the name of a request's or response's member in the service's API, in Pascal case, to its name in a state machine. */
export type MemberNaming = (name: string) => string

/** For optimized integrations: `MD5OfMessageBody`. */
export const asInApi: MemberNaming = (name) => name

/** Java's keywords and the methods of every structure, in lower case: the SDK appends `Value` to such a name. */
const reserved: ReadonlySet<string> = new Set(
  [
    'abstract assert boolean break byte case catch char class const continue default do double else enum extends false final',
    'finally float for goto if implements import instanceof int interface long native new null package private protected public',
    'return short static strictfp super switch synchronized this throw throws transient true try void volatile while',
    'equals finalize getclass hashcode notify notifyall tostring wait',
    'builder tobuilder sdkfields overrideconfiguration sdkhttpresponse',
  ].flatMap((line) => line.split(' ')),
)

/** Members that the SDK renames: `AttributeValue` of DynamoDB, `ListStacks` of CloudFormation (their customization.config). */
const renamed: ReadonlyMap<string, string> = new Map([
  ['NULL', 'Nul'],
  ['StackStatusFilter', 'StackStatusFilters'],
])

/**
 * For AWS SDK integrations: as the AWS SDK for Java 2.x names it (DefaultNamingStrategy, Utils.unCapitalize), in Pascal case.
 * @example
 * asInSdk('DBInstanceIdentifier') // 'DbInstanceIdentifier'
 * asInSdk('Equals') // 'EqualsValue'
 */
export const asInSdk: MemberNaming = (name) => {
  if (reserved.has(name.toLowerCase()) && !renamed.has(name)) return asInSdk(`${name}Value`)
  const acronym = /^[A-Z](?:[A-Z](?![a-z]))*/.exec(name)?.[0] ?? ''
  return renamed.get(name) ?? `${acronym.slice(0, 1)}${acronym.slice(1).toLowerCase()}${name.slice(acronym.length)}`
}
