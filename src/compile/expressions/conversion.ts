import type { TextRange } from '../compile-error.ts'
import { Binding, type Code, code, condition, conditional } from './code.ts'
import { bindOnce, type ExpressionContext, preludeCall, refusePart } from './context.ts'
import {
  ARRAY,
  anyJson,
  BOOLEAN,
  canBe,
  isOnly,
  itemsOf,
  NULL,
  NUMBER,
  numberType,
  STRING,
  someItemsOf,
  stringType,
  UNDEFINED,
  type ValueType,
  withoutKinds,
} from './value-type.ts'

/** A value as a string, as JavaScript converts it. */
export const toStringCode = (context: ExpressionContext, value: Code, node: TextRange): Code => {
  const { source, type, fails } = value
  if (isOnly(type, STRING)) return value
  assertExact(context, value, node)
  if (isOnly(type, BOOLEAN | NULL | STRING)) return code(`$string(${source})`, stringType, { fails })
  // Integers that are short enough have the same digits in both languages.
  if (isOnly(type, NUMBER)) return code(preludeCall(context, 'js_digits', [source]), stringType, { fails: true })
  return code(preludeCall(context, 'js_string', [source]), stringType, { fails: fails || canBe(type, NUMBER | ARRAY) })
}

/** Refuses a value that may stand for null or for undefined, because the result differs. */
export const assertExact = (context: ExpressionContext, { type }: Code, node: TextRange): void => {
  if (type.isVague && canBe(type, NULL | ARRAY))
    refusePart(
      context,
      node,
      'the value may be null or undefined, and both are null in an array in JSON',
      'write `value ?? null` for the items of the array',
    )
}

/** A value as a number; a value that is not a number in JavaScript fails. */
export const toNumberCode = (context: ExpressionContext, value: Code): Code =>
  isOnly(value.type, NUMBER)
    ? value
    : code(preludeCall(context, 'js_numeric', [value.source]), numberType, { fails: true })

/** The number that the code of a literal has; undefined for other code. */
export const literalNumber = ({ source }: Code): number | undefined =>
  /^\(?-?\d+(\.\d+)?\)?$/.test(source) ? Number(source.replace(/[()]/g, '')) : undefined

/** A value that must be an array. @param method the name of the method in the message. */
export const toArrayCode = (context: ExpressionContext, value: Code, method: string): Code => {
  if (isOnly(value.type, ARRAY)) return value
  const items = canBe(value.type, ARRAY) ? itemsOf(value.type) : anyJson
  return code(
    preludeCall(context, 'js_array', [value.source, `"${method}"`]),
    { ...value.type, kinds: ARRAY, items },
    {
      fails: true,
    },
  )
}

/** A value that must be a string. */
export const toTextCode = (context: ExpressionContext, value: Code, method: string): Code =>
  isOnly(value.type, STRING)
    ? value
    : code(preludeCall(context, 'js_text', [value.source, `"${method}"`]), stringType, { fails: true })

/** The items of a value for `for … of` and `...`. */
export const toItemsCode = (context: ExpressionContext, value: Code): Code => {
  if (isOnly(value.type, ARRAY)) return value
  const items: ValueType = canBe(value.type, STRING) ? anyJson : itemsOf(value.type)
  return code(
    preludeCall(context, 'js_iterate', [value.source]),
    { ...someItemsOf(value.type), kinds: ARRAY, items },
    { fails: true },
  )
}

/** A value as an item of an array or an argument in JSON: undefined becomes null. */
export const toJsonCode = (context: ExpressionContext, value: Code): Code => {
  if (!canBe(value.type, UNDEFINED)) return value
  const type: ValueType = { ...withoutKinds(value.type, UNDEFINED), kinds: (value.type.kinds & ~UNDEFINED) | NULL }
  if (isOnly(value.type, UNDEFINED)) return code('null', type, { isSimple: true })
  return bindOnce(context, value, (part) =>
    conditional(condition(`$exists(${part.source})`, Binding.atom, [part]), part, code('null', type), type),
  )
}
