import type { AnyNode, CallExpression } from 'acorn'
import { anyFails, Binding, type Code, code, condition } from './code.ts'
import { bindOnce, type ExpressionContext, preludeCall, refusePart, textOf } from './context.ts'
import { toNumberCode, toStringCode } from './conversion.ts'
import { truthOf } from './truth.ts'
import {
  ARRAY,
  anyJson,
  arrayOf,
  canBe,
  flagsOf,
  isOnly,
  NUMBER,
  numberType,
  OBJECT,
  stringType,
  typeOf,
  type ValueType,
} from './value-type.ts'

/** The translation of a function of JavaScript itself. */
type GlobalFunction = (context: ExpressionContext, args: readonly AnyNode[], node: CallExpression) => Code

const one = (context: ExpressionContext, args: readonly AnyNode[], node: CallExpression): Code => {
  const [first] = args
  return first
    ? context.translate(first, context)
    : refusePart(context, node, `${textOf(context, node)} needs an argument`)
}

/** A function of a number. */
const numeric =
  (write: (source: string) => string, needsName = false): GlobalFunction =>
  (context, args, node) => {
    const number = toNumberCode(context, one(context, args, node))
    const apply = ({ source, fails }: Code): Code => code(write(source), numberType, { fails })
    return needsName ? bindOnce(context, number, apply) : apply(number)
  }

const root: GlobalFunction = (context, args, node) => ({
  ...numeric((n) => `$sqrt(${n})`)(context, args, node),
  fails: true,
})

const extreme =
  (name: 'min' | 'max'): GlobalFunction =>
  (context, args, node) => {
    if (args.length === 0) return refusePart(context, node, `Math.${name} needs an argument`)
    const [first] = args
    if (first?.type === 'SpreadElement' && args.length === 1) {
      const list = context.translate(first.argument, context)
      const isNumbers = isOnly(list.type, ARRAY) && list.type.items && isOnly(list.type.items, NUMBER)
      if (!isNumbers)
        return refusePart(context, first, `the items of Math.${name} must be numbers`, `map them with Number`)
      const size = code(`$${name}(${list.source})`, numberType)
      return code(preludeCall(context, 'js_numeric', [size.source]), numberType, { fails: true })
    }
    const numbers = args.map((arg) => toNumberCode(context, context.translate(arg, context)))
    return code(`$${name}([${numbers.map(({ source }) => source).join(', ')}])`, numberType, {
      fails: anyFails(numbers),
    })
  }

const power: GlobalFunction = (context, args, node) => {
  const [base, exponent] = args.map((arg) => toNumberCode(context, context.translate(arg, context)).source)
  if (base === undefined || exponent === undefined) return refusePart(context, node, 'Math.pow needs two arguments')
  return code(`$power(${base}, ${exponent})`, numberType, { fails: true })
}

/** Keys, values and entries. They would lack the members whose value was undefined. */
const listOf =
  (name: string, type: ValueType, write: (source: string) => string): GlobalFunction =>
  (context, args, node) => {
    const value = one(context, args, node)
    if (value.type.lacksMembers)
      return refusePart(
        context,
        node,
        `the object may have members with the value undefined, which ${name} shows`,
        'write `?? null` after their values',
      )
    const resultType = { ...type, ...flagsOf([value.type]) }
    if (isOnly(value.type, OBJECT)) return code(write(value.source), resultType, { fails: value.fails })
    const object = (source: string): string => preludeCall(context, 'js_object', [source])
    const source = canBe(value.type, ARRAY)
      ? `( $js_o := ${value.source}; $type($js_o) in ["array", "string"] ? $error("TypeError: ${name} needs an object") : ${object('$js_o')} )`
      : object(value.source)
    return code(write(source), resultType, { fails: true })
  }

const toNumber: GlobalFunction = (context, args, node) => toNumberCode(context, one(context, args, node))

const isInteger: GlobalFunction = (context, args, node) =>
  bindOnce(context, one(context, args, node), (part) =>
    condition(`($type(${part.source}) = "number" ? $floor(${part.source}) = ${part.source} : false)`, Binding.atom, [
      part,
    ]),
  )

const isArray: GlobalFunction = (context, args, node) => {
  const value = one(context, args, node)
  return condition(`$type(${value.source}) = "array"`, Binding.compare, [value])
}

export const globalFunctions: Readonly<Record<string, GlobalFunction>> = {
  'Math.floor': numeric((n) => `$floor(${n})`),
  'Math.ceil': numeric((n) => `$ceil(${n})`),
  'Math.abs': numeric((n) => `$abs(${n})`),
  // JSONata rounds halves to even numbers.
  'Math.round': numeric((n) => `($floor(${n}) + (${n} - $floor(${n}) >= 0.5 ? 1 : 0))`, true),
  'Math.trunc': numeric((n) => `(${n} < 0 ? $ceil(${n}) : $floor(${n}))`, true),
  'Math.sign': numeric((n) => `(${n} > 0 ? 1 : ${n} < 0 ? -1 : 0)`, true),
  'Math.sqrt': root,
  'Math.min': extreme('min'),
  'Math.max': extreme('max'),
  'Math.pow': power,
  'Object.keys': listOf('Object.keys', arrayOf(stringType), (source) => `[$keys(${source})]`),
  'Object.values': listOf('Object.values', arrayOf(anyJson), (source) => `[$each(${source}, function($v) { $v })[]]`),
  'Object.entries': listOf(
    'Object.entries',
    arrayOf(typeOf(ARRAY)),
    (source) => `[$each(${source}, function($v, $k) { $type($v) = "array" ? [$k, [$v]] : [$k, $v] })[]]`,
  ),
  'Array.isArray': isArray,
  'Number.isInteger': isInteger,
  Number: toNumber,
  String: (context, args, node) => toStringCode(context, one(context, args, node), node),
  Boolean: (context, args, node) => truthOf(context, one(context, args, node)),
}

/** Functions of JavaScript that have another result each time, or that JSONata does not have. */
export const refusedFunctions: Readonly<Record<string, string>> = {
  'Math.random': 'call an activity that chooses, so that a retry sees the same value',
  'Date.now': 'pass the time in the input, or call an activity',
  'JSON.stringify': 'pass the value itself: arguments and outputs are JSON',
  'JSON.parse': 'call an activity that parses',
  parseInt: 'write Math.trunc(Number(value))',
  parseFloat: 'write Number(value)',
  isNaN: 'a number that is NaN fails the execution; test typeof value === "number"',
}
