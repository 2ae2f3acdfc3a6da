import { z } from 'zod'
import type { JsonObject } from '../../../json.ts'
import { ApiError } from '../../api-error.ts'

interface Bounds {
  min?: number
  max?: number
}

/** A string of `min` to `max` UTF-16 units. AWS does not show the value of a `secret` string in its message. */
export const boundedString = ({
  min = 0,
  max = Infinity,
  pattern,
  secret,
}: Bounds & { pattern?: RegExp; secret?: true }) => {
  const options = secret && { error: sentenceWithoutValue }
  const bounded = z.string().min(min, options).max(max, options)
  return pattern ? bounded.regex(pattern, options) : bounded
}

/** An integer from `min` to `max`. */
export const boundedInteger = ({ min = -Infinity, max = Infinity }: Bounds) => z.int().min(min).max(max)

/** A list of `min` to `max` items. If there are too many, AWS shows them as `Item(member=value)`. */
export const boundedList = <Item extends z.ZodType>(item: Item, { min = 0, max = Infinity }: Bounds, itemName = '') => {
  const options = { error: (issue: Issue) => sentence(issue, (value) => asJava(value, itemName)) }
  return z.array(item).min(min, options).max(max, options)
}

/**
 * Checks the input of an operation.
 * @throws ApiError SerializationException if a value has the wrong type; ValidationException, with AWS's message for all
 *   values together, if values are out of bounds
 */
export const checkInput = <Schema extends z.ZodType>(schema: Schema, input: JsonObject): z.output<Schema> => {
  const given = withoutNulls(input)
  const { success, data } = schema.safeParse(given)
  if (success) return data
  // Parsed again, because the options for messages double the time of every other request.
  const { issues = [] } = schema.safeParse(given, parseOptions).error ?? {}
  const mistyped = issues.find(hasWrongType)
  if (mistyped) throw new ApiError('SerializationException', conversionProblem(mistyped))
  const count = issues.length === 1 ? '1 validation error' : `${issues.length} validation errors`
  throw new ApiError('ValidationException', `${count} detected: ${issues.map(({ message }) => message).join('; ')}`)
}

const parseOptions = { error: (issue: z.core.$ZodRawIssue) => sentence(issue), reportInput: true }

type Issue = Pick<z.core.$ZodRawIssue, 'input' | 'path'> & Record<string, unknown>

/** AWS ignores members that are null. */
const withoutNulls = (input: JsonObject): JsonObject => {
  for (const name in input)
    if (input[name] === null) return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
  return input
}

/** A value in a message. One of the wrong type is not shown: AWS reports its type instead. */
const textOf = (value: unknown): string => (typeof value === 'object' ? '' : String(value))

const sentence = (issue: Issue, shown = textOf): string =>
  `Value ${issue.input === undefined ? 'null' : `'${shown(issue.input)}'`} ${failure(issue)}`

const sentenceWithoutValue = (issue: Issue): string => `Value ${failure(issue)}`

const failure = (issue: Issue): string =>
  `at '${pathText(issue.path)}' failed to satisfy constraint: ${constraint(issue)}`

/** A path as AWS writes it, with indexes from 1: `routingConfiguration.1.member.weight`. */
const pathText = (path: readonly PropertyKey[] = []): string =>
  path.map((key) => (typeof key === 'number' ? `${key + 1}.member` : String(key))).join('.')

const constraint = (issue: Issue): string => {
  if (issue.input === undefined) return 'Member must not be null'
  const measure = issue.origin === 'string' || issue.origin === 'array' ? 'length' : 'value'
  if (issue.code === 'too_big') return `Member must have ${measure} less than or equal to ${issue.maximum}`
  if (issue.code === 'too_small') return `Member must have ${measure} greater than or equal to ${issue.minimum}`
  if (issue.code === 'invalid_value') return `Member must satisfy enum value set: [${[issue.values].flat().join(', ')}]`
  return `Member must satisfy regular expression pattern: ${String(issue.pattern).replace(/^\/|\/[a-z]*$/g, '')}`
}

const asJava = (value: unknown, itemName: string): string =>
  `[${[value]
    .flat()
    .map((item) => (typeof item === 'object' ? `${itemName}(${members(item)})` : textOf(item)))
    .join(', ')}]`

const members = (item: object | null): string =>
  Object.entries(item ?? {})
    .map(([name, value]) => `${name}=${textOf(value)}`)
    .join(', ')

const hasWrongType = ({ code, input }: z.core.$ZodIssue): boolean =>
  input !== undefined && (code === 'invalid_type' || (code === 'invalid_value' && typeof input !== 'string'))

/** The message of AWS's JSON parser for a value of the wrong type. AWS does not name the path. */
const conversionProblem = ({ input, path, ...issue }: z.core.$ZodIssue): string => {
  const expected = 'expected' in issue ? String(issue.expected) : 'string'
  const found = Array.isArray(input)
    ? 'Start of list found where not expected'
    : typeof input === 'object'
      ? 'Start of structure or map found where not expected'
      : `${(typeof input === 'boolean' ? String(input) : typeof input).toUpperCase()}_VALUE can not be converted to ${expected}`
  return `${found} at '${pathText(path)}'`
}
