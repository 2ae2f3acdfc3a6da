import * as z from 'zod/mini'
import { isJsonObject } from '../json.ts'
import { toAslKey } from './asl-key.ts'
import type { AslObject } from './asl-object.ts'
import { literalOnlyFields } from './definition.ts'
import { type DefinitionPath, type Finding, SCHEMA } from './finding.ts'
import type { QueryLanguage } from './values.ts'
import { type ObjectSpec, type Spec, zodDefinition } from './zod-definition.ts'

/** The position of a value in the document. */
interface Position {
  readonly path: DefinitionPath
  readonly language: QueryLanguage
}

type Check = (value: unknown, position: Position) => Iterable<Finding>

/** The structure of an object of ASL, made once from its spec. */
interface Structure {
  /** The check of each field's value. */
  readonly fields: ReadonlyMap<string, Check>
  readonly required: readonly string[]
  /** True if other fields are allowed: those of a condition, which have their own rule. */
  readonly isOpen: boolean
}

const structures = new WeakMap<ObjectSpec, Structure>()

const structureOf = (spec: ObjectSpec): Structure => {
  const known = structures.get(spec)
  if (known) return known
  const entries = Object.entries(spec.shape).filter(([key]) => key !== 'condition' && !literalOnlyFields.has(key))
  const structure = {
    fields: new Map(entries.map(([key, field]) => [toAslKey(key), checkOf(key, field)])),
    required: entries.filter(([key, field]) => isRequired(key, field)).map(([key]) => toAslKey(key)),
    isOpen: Object.hasOwn(spec.shape, 'condition'),
  }
  structures.set(spec, structure)
  return structure
}

/** True if ASL requires a field. Leaving out `errorEquals` is sugar that ASL does not have. */
const isRequired = (key: string, field: Spec): boolean =>
  key === 'errorEquals' || (key !== 'type' && zodDefinition(field).type !== 'optional')

/** Finds the missing, unknown and wrongly typed fields of an object of ASL, with AWS's messages. */
export function* structuralFindings(spec: ObjectSpec, fields: AslObject, position: Position): Generator<Finding> {
  const { fields: checks, required, isOpen } = structureOf(spec)
  const { path } = position
  const missing = required.filter((key) => !Object.hasOwn(fields, key))
  const [first] = missing
  if (first !== undefined) {
    yield { path, field: first, ...structural, message: `These fields are required: [${missing.join(', ')}]` }
  }
  for (const [key, value] of Object.entries(fields)) {
    const check = checks.get(key)
    if (check) yield* check(value, { ...position, path: [...path, key] })
    else if (!isOpen) yield { path, field: key, ...structural, message: `Field '${key}' is not supported` }
  }
}

const structural = { code: SCHEMA, isStructural: true } as const

/** The specs of fields that ASL writes in another way: a separate rule checks the ARN of a resource, and AWS accepts `End: false`. */
const aslSpecs: Readonly<Record<string, Spec>> = { end: z.boolean(), resource: z.string() }

const checkOf = (key: string, spec: Spec): Check => {
  if (key === 'type') return () => []
  const definition = zodDefinition(spec)
  switch (definition.type) {
    case 'optional':
    case 'readonly':
      return checkOf(key, definition.innerType)
    case 'object':
      return objectCheck((value, position) => structuralFindings(definition, value, position))
    case 'record':
      return objectCheck(valuesAreObjects)
    case 'lazy':
      return objectCheck(() => [])
    case 'array':
      return listCheck(checkOf(key, definition.element), definition.checks !== undefined)
    case 'union':
      return unionCheck(key, definition.options)
    default:
      return leafCheck(aslSpecs[key] ?? spec)
  }
}

/** ASL accepts only arrays if a literal accepts one value or many, and only strings if a literal accepts a `Date`. */
const unionCheck = (key: string, options: readonly Spec[]): Check => {
  const many = options.find((option) => zodDefinition(option).type === 'readonly')
  if (many) return checkOf(key, many)
  const [first] = options
  return first && key === 'timestamp' ? leafCheck(first) : leafCheck(z.union(options as z.core.$ZodType[]))
}

/** States are checked one by one elsewhere; this checks that they are objects. */
function* valuesAreObjects(object: AslObject, position: Position): Generator<Finding> {
  for (const [key, value] of Object.entries(object)) {
    if (!isJsonObject(value)) yield expectedType('[OBJECT]', { ...position, path: [...position.path, key] })
  }
}

const objectCheck = (inner: (value: AslObject, position: Position) => Iterable<Finding>): Check =>
  function* (value, position) {
    if (isJsonObject(value)) yield* inner(value, position)
    else yield expectedType('[OBJECT]', position)
  }

const listCheck = (element: Check, isNeverEmpty: boolean): Check =>
  function* (value, position) {
    if (!Array.isArray(value)) return yield expectedType('[ARRAY]', position)
    if (isNeverEmpty && value.length === 0)
      yield { path: position.path, ...structural, message: 'Value cannot be empty' }
    for (const [index, inner] of value.entries())
      yield* element(inner, { ...position, path: [...position.path, index] })
  }

const leafCheck = (spec: Spec): Check => {
  const accepts = (value: unknown): boolean => z.safeParse(spec, value).success
  const acceptsExpressions = accepts('{% 1 %}')
  const acceptsStrings = accepts('')
  return function* (value, position) {
    const isCode = acceptsExpressions && typeof value === 'string' && value.startsWith('{%')
    // The rule on JSONata checks expressions, including unterminated ones.
    if (isCode && position.language === 'JSONata') return
    const issue = z.safeParse(spec, value).error?.issues[0]
    if (issue) yield { path: position.path, ...structural, message: messageOf(issue) }
    else if (isCode && !acceptsStrings) yield expectedType('Integer', position)
  }
}

const expectedType = (type: string, { path }: Position): Finding => ({
  path,
  ...structural,
  message: `Expected value of type ${type}`,
})

const types: Readonly<Record<string, string>> = {
  string: '[STRING]',
  number: 'Integer',
  boolean: '[BOOLEAN]',
}

/** AWS's message for a value of the wrong type. */
const messageOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected value of type ${types[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `Value should be one of the following: [${issue.values.join(', ')}]`
    case 'too_small':
      return issue.origin === 'array' ? 'Value cannot be empty' : `Minimum value is ${issue.minimum}`
    case 'too_big':
      return `Maximum value is ${issue.maximum}`
    case 'invalid_union':
      return messageOf(issue.errors.find(([first]) => first)?.[0] ?? { ...issue, code: 'custom' })
    default:
      return 'Expected value of type Integer'
  }
}
