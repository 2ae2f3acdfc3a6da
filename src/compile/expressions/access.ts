import { Binding, type Code, code, condition, conditional, operand, quote, simple } from './code.ts'
import { type ExpressionContext, preludeCall } from './context.ts'
import { INHERITED } from './prelude.ts'
import {
  ARRAY,
  anything,
  canBe,
  isOnly,
  itemsOf,
  join,
  memberOf,
  NULL,
  numberType,
  OBJECT,
  STRING,
  stringType,
  UNDEFINED,
  undefinedType,
} from './value-type.ts'

const plainName = /^(?!(?:and|or|in|true|false|null|function)$)[A-Za-z_]\w*$/

/** A step of a path. */
const step = (name: string): string | undefined => {
  if (plainName.test(name)) return `.${name}`
  return /[`\\%]|[^ -~]/.test(name) || name === '' ? undefined : `.\`${name}\``
}

/** True if the code can start a path: JSONata reads a literal there as a name. */
const isPath = ({ isSimple, source }: Code): boolean => isSimple && source.startsWith('$')

/** The member of an object, by its name. */
const memberOfObject = (object: Code, name: string): Code => {
  const path = step(name)
  const type = memberOf(object.type)
  return isPath(object) && path !== undefined
    ? simple(`${object.source}${path}`, type)
    : code(`$lookup(${object.source}, ${quote(name)})`, type, { fails: object.fails })
}

/** True for the names of members that every object inherits in JavaScript, which JSON does not have. */
export const isInherited = (name: string): boolean => inherited.test(name)

const inherited = new RegExp(INHERITED)

/** `object.name`, which fails if the object is null or undefined, or inherits the member. */
export const member = (context: ExpressionContext, object: Code, name: string): Code => {
  if (name === 'length') return lengthOf(context, object)
  if (isInherited(name)) return item(context, object, simple(quote(name), stringType))
  if (isOnly(object.type, OBJECT)) return memberOfObject(object, name)
  if (/^\d+$/.test(name)) return item(context, object, simple(quote(name), stringType))
  const canBeMissing = canBe(object.type, NULL | UNDEFINED)
  if (!canBeMissing && object.isSimple) return memberIfObject(object, name)
  const source = preludeCall(context, 'js_member', [object.source, quote(name)])
  return code(source, memberOf(object.type), { fails: object.fails || canBeMissing })
}

/** The member of a value; undefined if the value is not an object. */
export const memberIfObject = (object: Code, name: string): Code =>
  conditional(
    condition(`$type(${object.source}) = "object"`, Binding.compare, [object]),
    memberOfObject({ ...object, type: { ...object.type, kinds: OBJECT } }, name),
    undefined,
    memberOf(object.type),
  )

const lengthOf = (context: ExpressionContext, value: Code): Code => {
  const { fails, source, type } = value
  if (isOnly(type, ARRAY)) return code(`$count(${source})`, numberType, { fails })
  if (isOnly(type, STRING)) return code(preludeCall(context, 'js_units', [source]), numberType, { fails })
  const isNumber = isOnly(type, ARRAY | STRING)
  return code(preludeCall(context, 'js_length', [source]), isNumber ? numberType : anything, {
    fails: fails || canBe(type, NULL | UNDEFINED),
  })
}

/** `object[key]` */
export const item = (context: ExpressionContext, object: Code, key: Code): Code => {
  const index = /^\d+$/.test(key.source) ? Number(key.source) : undefined
  if (isOnly(object.type, ARRAY) && index !== undefined) return itemAt(object, index)
  const isList = isOnly(object.type, ARRAY) && isOnly(key.type, numberType.kinds)
  const type = isList ? join(itemsOf(object.type), undefinedType) : memberOf(object.type)
  return code(preludeCall(context, 'js_at', [object.source, key.source]), type, {
    fails: object.fails || key.fails || !isList,
  })
}

/** The item of an array at an index. */
export const itemAt = (array: Code, index: number): Code => {
  const isThere = index < (array.type.minItems ?? 0)
  const type = isThere ? itemsOf(array.type) : join(itemsOf(array.type), undefinedType)
  const source = /^[$[]/.test(array.source)
    ? `${operand(array, Binding.unary)}[${index}]`
    : `(${array.source})[${index}]`
  return array.isSimple ? simple(source, type) : code(source, type, { fails: array.fails })
}

/** A condition that is true if a value is neither null nor undefined. */
export const isPresent = (value: Code): Code => {
  const { source, type } = value
  const exists = `$exists(${source})`
  const notNull = `${operand(value, Binding.compare)} != null`
  if (!canBe(type, NULL)) return canBe(type, UNDEFINED) ? condition(exists, Binding.atom, [value]) : always(true)
  if (!canBe(type, UNDEFINED)) return condition(notNull, Binding.compare, [value])
  return condition(`${exists} and ${notNull}`, Binding.and, [value])
}

export const always = (value: boolean): Code => ({ ...condition(String(value), Binding.atom, []), isSimple: true })
