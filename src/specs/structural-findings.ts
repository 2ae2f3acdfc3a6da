import * as z from 'zod/mini'
import { isJsonObject } from '../json.ts'
import { toAslKey } from './asl-key.ts'
import { literalOnlyFields } from './definition.ts'
import { type DefinitionPath, type Finding, SCHEMA } from './finding.ts'
import type { AslObject } from './read-machine.ts'
import type { QueryLanguage } from './values.ts'

type Spec = z.core.$ZodType

/** The spec of an object of the literal; ASL's is the same with other keys and without sugar. */
export interface ObjectSpec {
  readonly shape: Readonly<Record<string, Spec>>
}

interface Position {
  readonly path: DefinitionPath
  readonly language: QueryLanguage
}

type Check = (value: unknown, place: Position) => Iterable<Finding>

/** An object of ASL, made from its spec once: which fields it has, what each must be, which it must have. */
interface Structure {
  readonly fields: ReadonlyMap<string, Check>
  readonly required: readonly string[]
  /** Whether it has other fields too: those of a choice rule's condition, which have a rule of their own. */
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

/** Sugar that ASL does not have: there, every retrier and catcher names its errors. */
const isRequired = (key: string, field: Spec): boolean =>
  key === 'errorEquals' || (key !== 'type' && definitionOf(field).type !== 'optional')

/**
 * What an object of ASL must have, may not have, and of which kinds its fields must be; in AWS's words.
 */
export function* structuralFindings(spec: ObjectSpec, fields: AslObject, place: Position): Generator<Finding> {
  const { fields: checks, required, isOpen } = structureOf(spec)
  const { path } = place
  const missing = required.filter((key) => !Object.hasOwn(fields, key))
  const [first] = missing
  if (first !== undefined) {
    yield { path, field: first, ...structural, message: `These fields are required: [${missing.join(', ')}]` }
  }
  for (const [key, value] of Object.entries(fields)) {
    const check = checks.get(key)
    if (check) yield* check(value, { ...place, path: [...path, key] })
    else if (!isOpen) yield { path, field: key, ...structural, message: `Field '${key}' is not supported` }
  }
}

const structural = { code: SCHEMA, structural: true } as const

const definitionOf = (spec: Spec) => (spec as z.core.$ZodTypes)._zod.def

/** Fields whose ASL form is no other spec's: a resource is an ARN there, which has a rule of its own; AWS takes `End: false`. */
const asl: Readonly<Record<string, Spec>> = { end: z.boolean(), resource: z.string() }

const checkOf = (key: string, spec: Spec): Check => {
  if (key === 'type') return () => []
  const definition = definitionOf(spec)
  switch (definition.type) {
    case 'optional':
    case 'readonly':
      return checkOf(key, definition.innerType)
    case 'object':
      return objectCheck((value, place) => structuralFindings(definition, value, place))
    case 'record':
      return objectCheck(valuesAreObjects)
    case 'lazy':
      return objectCheck(() => [])
    case 'array':
      return listCheck(checkOf(key, definition.element), definition.checks !== undefined)
    case 'union':
      return unionCheck(key, definition.options)
    default:
      return leafCheck(asl[key] ?? spec)
  }
}

/** What a literal may write as one or many is a list in ASL, what it may write as a `Date` a string. */
const unionCheck = (key: string, options: readonly Spec[]): Check => {
  const many = options.find((option) => definitionOf(option).type === 'readonly')
  if (many) return checkOf(key, many)
  const [first] = options
  return first && key === 'timestamp' ? leafCheck(first) : leafCheck(z.union(options as z.core.$ZodType[]))
}

/** What is within a state has checks of its own; that it is an object is said here. */
function* valuesAreObjects(object: AslObject, place: Position): Generator<Finding> {
  for (const [key, value] of Object.entries(object)) {
    if (!isJsonObject(value)) yield expectedType('[OBJECT]', { ...place, path: [...place.path, key] })
  }
}

const objectCheck = (inner: (value: AslObject, place: Position) => Iterable<Finding>): Check =>
  function* (value, place) {
    if (isJsonObject(value)) yield* inner(value, place)
    else yield expectedType('[OBJECT]', place)
  }

const listCheck = (element: Check, isNeverEmpty: boolean): Check =>
  function* (value, place) {
    if (!Array.isArray(value)) return yield expectedType('[ARRAY]', place)
    if (isNeverEmpty && value.length === 0) yield { path: place.path, ...structural, message: 'Value cannot be empty' }
    for (const [index, inner] of value.entries()) yield* element(inner, { ...place, path: [...place.path, index] })
  }

const leafCheck = (spec: Spec): Check => {
  const accepts = (value: unknown): boolean => z.safeParse(spec, value).success
  const takesExpressions = accepts('{% 1 %}')
  const takesTexts = accepts('')
  return function* (value, place) {
    const isCode = takesExpressions && typeof value === 'string' && value.startsWith('{%')
    // The rule on JSONata looks at expressions, those that do not end among them.
    if (isCode && place.language === 'JSONata') return
    const issue = z.safeParse(spec, value).error?.issues[0]
    if (issue) yield { path: place.path, ...structural, message: wordsOf(issue) }
    else if (isCode && !takesTexts) yield expectedType('Integer', place)
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

/** AWS's words for a value that is not what a field must be. */
const wordsOf = (issue: z.core.$ZodIssue): string => {
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
      return wordsOf(issue.errors.find(([first]) => first)?.[0] ?? { ...issue, code: 'custom' })
    default:
      return 'Expected value of type Integer'
  }
}
