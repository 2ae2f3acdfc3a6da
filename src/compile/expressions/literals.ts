import type { ArrayExpression, Literal, ObjectExpression, Property, TemplateLiteral } from 'acorn'
import { isJsonObject } from '../../json.ts'
import type { TextRange } from '../compile-error.ts'
import { anyFails, Binding, type Code, code, infix, quote, simple } from './code.ts'
import { type ExpressionContext, preludeCall, refusePart } from './context.ts'
import { assertExact, toItemsCode, toJsonCode, toStringCode } from './conversion.ts'
import { literalString } from './operators.ts'
import {
  ARRAY,
  arrayOf,
  booleanType,
  canBe,
  flagsOf,
  isOnly,
  itemsOf,
  join,
  NULL,
  numberType,
  OBJECT,
  objectType,
  stringType,
  typeOf,
  UNDEFINED,
  type ValueType,
} from './value-type.ts'

export const literalCode = (node: Literal, context: ExpressionContext): Code => {
  const { value } = node
  if (typeof value === 'string') return simple(quote(value), stringType)
  if (typeof value === 'number' && Number.isFinite(value)) return simple(numberSource(value), numberType)
  if (typeof value === 'boolean') return simple(String(value), booleanType)
  if (value === null && !node.regex) return simple('null', typeOf(NULL))
  return refusePart(context, node, `${node.raw ?? 'this literal'} is not JSON`, 'call an activity that uses it')
}

const numberSource = (value: number): string => (value < 0 ? `(${value})` : String(value))

/** The code of a JSON value; undefined for any other value. */
export const constantCode = (value: unknown): Code | undefined => {
  if (typeof value === 'string') return simple(quote(value), stringType)
  if (typeof value === 'number' && Number.isFinite(value)) return simple(numberSource(value), numberType)
  if (typeof value === 'boolean') return simple(String(value), booleanType)
  if (value === null) return simple('null', typeOf(NULL))
  if (Array.isArray(value)) return listOf(value.map(constantCode))
  if (!isPlainObject(value)) return undefined
  const members = Object.entries(value).map(([key, inner]) => [key, constantCode(inner)] as const)
  if (members.some(([key, inner]) => inner === undefined || key === '__proto__')) return undefined
  return code(`{${members.map(([key, inner]) => `${quote(key)}: ${inner?.source}`).join(', ')}}`, objectType)
}

/** False for instances of classes, such as a Date, whose members are not their value. */
const isPlainObject = (value: unknown): value is object =>
  isJsonObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value))

const listOf = (items: readonly (Code | undefined)[]): Code | undefined => {
  const known = items.filter((item) => item !== undefined)
  if (known.length < items.length) return undefined
  return code(`[${known.map(({ source }) => source).join(', ')}]`, typeOf(ARRAY))
}

export const template = (node: TemplateLiteral, context: ExpressionContext): Code => {
  const parts = node.quasis.flatMap(({ value }, index) => {
    const text = value.cooked ? [literalString(value.cooked)] : []
    const expression = node.expressions[index]
    return expression ? [...text, toStringCode(context, context.translate(expression, context), expression)] : text
  })
  const [first = literalString(''), ...rest] = parts
  return rest.reduce((joined, part) => infix(joined, '&', part, { type: stringType, binding: Binding.add }), first)
}

/** Arrays are written so that JSONata neither flattens them nor drops items. */
export const array = (node: ArrayExpression, context: ExpressionContext): Code => {
  const parts = node.elements.map((element) => {
    if (!element) return refusePart(context, node, 'an array with holes is not supported', 'write null')
    if (element.type !== 'SpreadElement') return elementCode(context, context.translate(element, context))
    const items = toItemsCode(context, context.translate(element.argument, context))
    return { ...items, source: spreadSource(items), type: itemsOf(items.type), given: itemsOf(items.type) }
  })
  const items = parts.map(({ given }) => given).reduce(joinOrFirst, typeOf(0))
  return code(`[${parts.map(({ source }) => source).join(', ')}]`, arrayOf(items), { fails: anyFails(parts) })
}

const joinOrFirst = (left: ValueType, right: ValueType): ValueType => (left.kinds === 0 ? right : join(left, right))

/** An array whose items are added to an array literal: JSONata keeps only array literals in it as they are. */
export const spreadSource = ({ source }: Code): string => (source.startsWith('[') ? `(${source})` : source)

interface Element extends Code {
  /** The type before undefined became null. */
  readonly given: ValueType
}

/** An item as JSONata must have it in an array, which flattens arrays that are not written there. */
export const elementCode = (context: ExpressionContext, item: Code): Element => {
  const given = item.type
  if (isOnly(given, ARRAY))
    return { ...item, source: item.source.startsWith('[') ? item.source : `[${item.source}]`, given }
  if (canBe(given, ARRAY)) return { ...item, source: preludeCall(context, 'js_one', [item.source]), given }
  return { ...toJsonCode(context, item), given }
}

export const object = (node: ObjectExpression, context: ExpressionContext): Code => {
  const groups: Code[] = []
  const flags: ValueType[] = []
  let members = new Map<string, Code>()
  const close = (): void => {
    if (members.size > 0) groups.push(membersCode(members))
    members = new Map()
  }
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      close()
      groups.push(spreadCode(context, property.argument))
      continue
    }
    const [key, value] = memberOfLiteral(property, context)
    if (canBe(value.type, UNDEFINED)) {
      flags.push({ kinds: 0, lacksMembers: true })
      close()
      groups.splice(0, groups.length, ...groups.map((group) => withoutKey(group, key)))
    }
    members.delete(key)
    members.set(key, value)
    flags.push(value.type)
  }
  close()
  const type = { ...objectType, ...flagsOf([...flags, ...groups.map((group) => group.type)]) }
  const [only] = groups
  if (groups.length <= 1 && node.properties.every(({ type }) => type === 'Property'))
    return only ? { ...only, type } : code('{}', type)
  return code(`$merge([${groups.map(({ source }) => source).join(', ')}])`, type, { fails: anyFails(groups) })
}

const membersCode = (members: ReadonlyMap<string, Code>): Code => {
  const source = [...members].map(([key, value]) => `${quote(key)}: ${value.source}`).join(', ')
  return code(`{${source}}`, objectType, { fails: anyFails([...members.values()]) })
}

const memberOfLiteral = (property: Property, context: ExpressionContext): readonly [string, Code] => {
  const key = keyOf(property, context)
  if (key === '__proto__') return refusePart(context, property, 'a member with the name __proto__ is not supported')
  if (property.kind !== 'init' || property.method)
    return refusePart(context, property, 'an object with functions is not JSON', 'leave the member out')
  const value = context.translate(property.value, context)
  // An undefined member vanishes, and one that is null does not.
  if (canBe(value.type, NULL)) assertExact(context, value, property.value)
  return [key, value]
}

/** The name of a member. @throws CompileError for a name that is computed. */
export const keyOf = (
  property: Pick<Property, 'key' | 'computed'> & TextRange,
  context: { readonly text: string },
): string => {
  const { key, computed } = property
  if (!computed && key.type === 'Identifier') return key.name
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number'))
    return String(key.value)
  return refusePart(context, property, 'a computed name of a member is not supported', 'write the name of the member')
}

/** The members of a spread value. They would lack the members whose value was undefined, which replace others in JavaScript. */
const spreadCode = (context: ExpressionContext, argument: Parameters<ExpressionContext['translate']>[0]): Code => {
  const value = context.translate(argument, context)
  if (value.type.lacksMembers)
    return refusePart(
      context,
      argument,
      'the object may have members with the value undefined, which replace others when they are spread',
      'write `?? null` after their values',
    )
  if (isOnly(value.type, OBJECT)) return value
  return code(preludeCall(context, 'js_spread', [value.source]), { ...value.type, kinds: OBJECT }, { fails: true })
}

const withoutKey = (group: Code, key: string): Code =>
  code(`$sift(${group.source}, function($v, $k) { $k != ${quote(key)} })`, group.type, { fails: group.fails })
