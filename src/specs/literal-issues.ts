import * as z from 'zod/mini'
import type { Issue } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { Definition, states } from './definition.ts'
import { everyField, fieldsOf } from './field-names.ts'
import { SCHEMA } from './finding.ts'
import { isAslKey, toAslKey } from './keys.ts'
import { show } from './show.ts'
import { valueAt } from './value-at.ts'
import { isSubstituted } from './values.ts'

type ZodIssue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

export interface LiteralIssues {
  readonly issues: readonly Issue[]
  /** Whether some of the literal is ASL verbatim, about which its own specs say nothing. */
  readonly hasAsl: boolean
}

/** Everything about a literal that its shape shows: unknown fields, wrong types, missing fields, conditions that are none. */
export const literalIssues = (definition: unknown): LiteralIssues => {
  const found = z.safeParse(Definition, definition).error?.issues ?? []
  return {
    issues: found.flatMap((issue) => toIssues(definition, issue, [])),
    hasAsl: found.some((issue) => isAboutAsl(definition, issue, [])),
  }
}

const isAboutAsl = (definition: unknown, issue: ZodIssue, above: Path): boolean => {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') return issue.keys.some(isAslKey)
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return issue.errors.flat().some((inner) => isAboutAsl(definition, inner, path))
  }
  return writtenInAsl(definition, path)
}

const toIssues = (definition: unknown, issue: ZodIssue, above: Path): Issue[] => {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.flatMap((key) =>
      isAslKey(key) ? twiceGiven(definition, path, key) : [unknownField(definition, path, key)],
    )
  const value = valueAt(definition, path)
  if (issue.code !== 'custom' && isSubstituted(value)) return []
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionIssues(definition, issue, path)
  if (writtenInAsl(definition, path)) return []
  return [at(path, words(issue, value))]
}

interface Words {
  readonly message: string
  readonly hint?: string
  readonly severity?: 'warning'
}

const at = (path: Path, words: Words): Issue => ({
  path: path.map((key) => (typeof key === 'symbol' ? String(key) : key)),
  code: SCHEMA,
  severity: 'error',
  ...words,
})

/** `{ type: 'task', Resource: 'arn:…' }`: a field that is missing in camelCase may stand there as ASL verbatim. */
const writtenInAsl = (definition: unknown, path: Path): boolean => {
  const key = path.at(-1)
  if (typeof key !== 'string' || valueAt(definition, path) !== undefined) return false
  const object = valueAt(definition, path.slice(0, -1))
  return typeof object === 'object' && object !== null && Object.hasOwn(object, toAslKey(key))
}

const words = (issue: ZodIssue, value: unknown): Words => {
  if (value === undefined) return { message: 'required, but missing' }
  if (issue.code === 'custom') return { message: issue.message, ...paramsOf(issue) }
  if (issue.code === 'invalid_union') {
    return { message: `unknown state type ${show(value)}`, ...nearest(value, Object.keys(states)) }
  }
  const hint = issue.code === 'invalid_value' ? nearest(value, issue.values.map(String)) : {}
  return { message: `expected ${expected(issue)}, found ${show(value)}`, ...hint }
}

const paramsOf = ({ params }: { params?: Record<string, unknown> | undefined }): Omit<Words, 'message'> => ({
  ...(typeof params?.hint === 'string' && { hint: params.hint }),
  ...(params?.severity === 'warning' && { severity: params.severity }),
})

/** What an issue says should have stood there. */
const expected = (issue: ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.length === 1 ? show(issue.values[0]) : `one of ${issue.values.map(show).join(', ')}`
    case 'too_small':
      return issue.origin === 'array' ? 'at least one element' : `${issue.minimum} or more`
    case 'too_big':
      return `${issue.maximum} or less`
    case 'not_multiple_of':
      return 'a whole number'
    case 'invalid_format':
      return 'an expression such as "{% $states.input.n %}"'
    default:
      return 'something else'
  }
}

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  date: 'a date',
}

/** Of a value that fits none of several forms: what is wrong with the form it was meant to be, or all that was possible. */
const unionIssues = (definition: unknown, { errors }: { errors: ZodIssue[][] }, path: Path): Issue[] => {
  const meant = errors.find((issues) => issues.every((issue) => !isWrongKind(issue)))
  if (meant) return meant.flatMap((issue) => toIssues(definition, issue, path))
  const value = valueAt(definition, path)
  const kinds = errors.map(([first]) => (first ? expected(first) : ''))
  return [at(path, { message: `expected ${[...new Set(kinds)].join(' or ')}, found ${show(value)}` })]
}

/** Whether an issue says that the value as a whole is of another kind, not that something is wrong within. */
const isWrongKind = ({ code, path }: ZodIssue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_format')

const unknownField = (definition: unknown, path: Path, key: string): Issue => {
  const type = valueAt(definition, [...path, 'type'])
  const fields = fieldsOf(type)
  const message =
    everyField.has(key) && fields ? `"${key}" is not a field of a ${type} state` : `unknown field "${key}"`
  return at([...path, key], { message, ...nearest(key, fields ?? everyField) })
}

/** `{ next: 'a', Next: 'b' }`: which one is meant? */
const twiceGiven = (definition: unknown, path: Path, aslKey: string): Issue[] => {
  const object = valueAt(definition, path)
  const twin =
    typeof object === 'object' && object !== null
      ? Object.keys(object).find((key) => key !== aslKey && toAslKey(key) === aslKey)
      : undefined
  return twin === undefined ? [] : [at([...path, aslKey], { message: `given twice: as "${twin}" and as "${aslKey}"` })]
}
