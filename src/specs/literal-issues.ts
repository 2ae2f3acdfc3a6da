import * as z from 'zod/mini'
import type { Issue } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { isAslKey, toAslKey } from './asl-key.ts'
import { branchNameIssues } from './branch-names.ts'
import { Definition, stateSpecs } from './definition.ts'
import { everyField, fieldsOfType } from './field-names.ts'
import { SCHEMA } from './finding.ts'
import { isSingleState } from './is-single-state.ts'
import { show } from './show.ts'
import { valueAtPath } from './value-at-path.ts'
import { isSubstituted } from './values.ts'

type ZodIssue = z.core.$ZodIssue
type ZodPath = readonly PropertyKey[]

export interface LiteralIssues {
  readonly issues: readonly Issue[]
  /** True if some of the literal is ASL verbatim, which the literal's specs do not check. */
  readonly hasAsl: boolean
}

/** Finds the problems of a literal's structure: unknown, missing and wrongly typed fields, and invalid conditions. */
export const literalIssues = (definition: unknown): LiteralIssues => {
  const found = z.safeParse(Definition, definition).error?.issues ?? []
  return {
    issues: [...found.flatMap((issue) => toIssues(definition, issue, [])), ...branchNameIssues(definition)],
    hasAsl: found.some((issue) => concernsAsl(definition, issue, [])),
  }
}

const concernsAsl = (definition: unknown, issue: ZodIssue, above: ZodPath): boolean => {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') return issue.keys.some(isAslKey)
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return issue.errors.flat().some((inner) => concernsAsl(definition, inner, path))
  }
  return writtenInAsl(definition, path)
}

const toIssues = (definition: unknown, issue: ZodIssue, above: ZodPath): Issue[] => {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.flatMap((key) =>
      isAslKey(key) ? twiceGiven(definition, path, key) : [unknownField(definition, path, key)],
    )
  const value = valueAtPath(definition, path)
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

const at = (path: ZodPath, words: Words): Issue => ({
  path: path.map((key) => (typeof key === 'symbol' ? String(key) : key)),
  code: SCHEMA,
  severity: 'error',
  ...words,
})

/** True if a field that is missing in camelCase is present as ASL verbatim: `{ type: 'task', Resource: 'arn:…' }`. */
const writtenInAsl = (definition: unknown, path: ZodPath): boolean => {
  const key = path.at(-1)
  if (typeof key !== 'string' || valueAtPath(definition, path) !== undefined) return false
  const object = valueAtPath(definition, path.slice(0, -1))
  return typeof object === 'object' && object !== null && Object.hasOwn(object, toAslKey(key))
}

const words = (issue: ZodIssue, value: unknown): Words => {
  if (value === undefined) return { message: 'required, but missing' }
  if (issue.code === 'custom') return { message: issue.message, ...paramsOf(issue) }
  if (issue.code === 'invalid_union') {
    return { message: `unknown state type ${show(value)}`, ...nearest(value, Object.keys(stateSpecs)) }
  }
  const hint = issue.code === 'invalid_value' ? nearest(value, issue.values.map(String)) : {}
  return { message: `expected ${expected(issue)}, found ${show(value)}`, ...hint }
}

const paramsOf = ({ params }: { params?: Record<string, unknown> | undefined }): Omit<Words, 'message'> => ({
  ...(typeof params?.hint === 'string' && { hint: params.hint }),
  ...(params?.severity === 'warning' && { severity: params.severity }),
})

/** The value that a zod issue expected. */
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
      return 'another value'
  }
}

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  date: 'a date',
}

/** The problems of a value that matches none of several forms: those of the form that it was meant to be, or every form that is possible. */
const unionIssues = (definition: unknown, { errors }: { errors: ZodIssue[][] }, path: ZodPath): Issue[] => {
  const value = valueAtPath(definition, path)
  const meant = errors.find((issues) => issues.every((issue) => !isWrongKind(issue) && !isOtherForm(issue, value)))
  if (meant) return meant.flatMap((issue) => toIssues(definition, issue, path))
  const kinds = errors.map(([first]) => (first ? expected(first) : ''))
  return [at(path, { message: `expected ${[...new Set(kinds)].join(' or ')}, found ${show(value)}` })]
}

/** True if an issue is that the value as a whole has another type. */
const isWrongKind = ({ code, path }: ZodIssue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_format')

/** True if an issue rejects a branch written as a single state for not being a machine, or the other way round. */
const isOtherForm = ({ path }: ZodIssue, value: unknown): boolean =>
  path.length === 1 && path[0] === (isSingleState(value) ? 'states' : 'type')

const unknownField = (definition: unknown, path: ZodPath, key: string): Issue => {
  const type = valueAtPath(definition, [...path, 'type'])
  const ofType = fieldsOfType(type)
  // An object with a valid `type` is not a state if it has fields of another object.
  const fields = ofType?.has(key) ? undefined : ofType
  const message =
    everyField.has(key) && fields ? `"${key}" is not a field of a ${type} state` : `unknown field "${key}"`
  return at([...path, key], { message, ...nearest(key, fields ?? everyField) })
}

/** Reports a field that is given in camelCase and as ASL: `{ next: 'a', Next: 'b' }`. */
const twiceGiven = (definition: unknown, path: ZodPath, aslKey: string): Issue[] => {
  const object = valueAtPath(definition, path)
  const twin =
    typeof object === 'object' && object !== null
      ? Object.keys(object).find((key) => key !== aslKey && toAslKey(key) === aslKey)
      : undefined
  return twin === undefined ? [] : [at([...path, aslKey], { message: `given twice: as "${twin}" and as "${aslKey}"` })]
}
