import { z } from 'zod'
import type { JsonObject } from '../../../json.ts'
import { ApiError } from '../../api-error.ts'

interface Bounds {
  min?: number
  max?: number
}

/** A text of `min` to `max` UTF-16 units. AWS keeps the value of a `secret` one out of its message. */
export const boundedString = ({
  min = 0,
  max = Infinity,
  pattern,
  secret,
}: Bounds & { pattern?: RegExp; secret?: true }) => {
  const said = secret && { error: sentenceWithoutValue }
  const bounded = z.string().min(min, said).max(max, said)
  return pattern ? bounded.regex(pattern, said) : bounded
}

/** An integer from `min` to `max`. */
export const boundedInteger = ({ min = -Infinity, max = Infinity }: Bounds) => z.int().min(min).max(max)

/** A list, whose items AWS shows as `Item(member=value)` when there are too many. */
export const boundedList = <Item extends z.ZodType>(item: Item, { min = 0, max = Infinity }: Bounds, itemName = '') => {
  const said = { error: (issue: Issue) => sentence(issue, (value) => asJava(value, itemName)) }
  return z.array(item).min(min, said).max(max, said)
}

/**
 * The input of an operation, checked.
 * @throws ApiError SerializationException where a value has the wrong type; ValidationException, in AWS's words and
 *   with all findings in one message, where a value is out of bounds.
 */
export const checkInput = <Schema extends z.ZodType>(schema: Schema, input: JsonObject): z.output<Schema> => {
  const result = schema.safeParse(withoutNulls(input), { error: (issue) => sentence(issue), reportInput: true })
  if (result.success) return result.data
  const { issues } = result.error
  const malformed = issues.find(hasWrongType)
  if (malformed) throw new ApiError('SerializationException', conversionRefused(malformed))
  const count = issues.length === 1 ? '1 validation error' : `${issues.length} validation errors`
  throw new ApiError('ValidationException', `${count} detected: ${issues.map(({ message }) => message).join('; ')}`)
}

type Issue = Pick<z.core.$ZodRawIssue, 'input' | 'path'> & Record<string, unknown>

/** AWS reads a member that is null as one that is not there. */
const withoutNulls = (input: JsonObject): JsonObject =>
  Object.values(input).includes(null)
    ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
    : input

const sentence = (issue: Issue, shown = (value: unknown) => String(value)): string =>
  `Value ${issue.input === undefined ? 'null' : `'${shown(issue.input)}'`} ${failure(issue)}`

const sentenceWithoutValue = (issue: Issue): string => `Value ${failure(issue)}`

const failure = (issue: Issue): string => `at '${place(issue.path)}' failed to satisfy constraint: ${constraint(issue)}`

/** Where: `routingConfiguration.1.member.weight`, counted from 1. */
const place = (path: readonly PropertyKey[] = []): string =>
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
    .map((item) => (typeof item === 'object' ? `${itemName}(${members(item)})` : item))
    .join(', ')}]`

const members = (item: object | null): string =>
  Object.entries(item ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')

const hasWrongType = ({ code, input }: z.core.$ZodIssue): boolean =>
  input !== undefined && (code === 'invalid_type' || (code === 'invalid_value' && typeof input !== 'string'))

/** What AWS's reader of JSON says about a value of the wrong kind; the place is ours. */
const conversionRefused = ({ input, path, ...issue }: z.core.$ZodIssue): string => {
  const expected = 'expected' in issue ? String(issue.expected) : 'string'
  const found = Array.isArray(input)
    ? 'Start of list found where not expected'
    : typeof input === 'object'
      ? 'Start of structure or map found where not expected'
      : `${(typeof input === 'boolean' ? String(input) : typeof input).toUpperCase()}_VALUE can not be converted to ${expected}`
  return `${found} at '${place(path)}'`
}
