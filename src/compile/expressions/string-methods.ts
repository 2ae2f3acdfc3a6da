import { item } from './access.ts'
import { anyFails, Binding, type Code, code, simple } from './code.ts'
import { type ExpressionContext, preludeCall, refusePart, textOf } from './context.ts'
import { toStringCode, toTextCode } from './conversion.ts'
import type { Method, MethodCall } from './method.ts'
import {
  ARRAY,
  anyJson,
  arrayOf,
  booleanType,
  canBe,
  isOnly,
  NULL,
  NUMBER,
  numberType,
  STRING,
  someItemsOf,
  stringType,
  UNDEFINED,
  type ValueType,
} from './value-type.ts'

/** A method of a string without arguments. */
const conversion =
  (name: string, write: (source: string) => string): Method =>
  (context, { receiver }) => {
    const text = toTextCode(context, receiver, name)
    return code(write(text.source), stringType, { fails: text.fails })
  }

const argument = (context: ExpressionContext, { args, node }: MethodCall, index: number): Code => {
  const given = args[index]
  return given
    ? context.translate(given, context)
    : refusePart(context, node, `${textOf(context, node)} needs more arguments`)
}

/** An argument that must be a string: others are converted. */
const textArgument = (context: ExpressionContext, call: MethodCall, index: number): Code =>
  toStringCode(context, argument(context, call, index), call.node)

const startsWith: Method = (context, call) => {
  const text = toTextCode(context, call.receiver, 'startsWith')
  const start = textArgument(context, call, 0)
  const write = (part: string): string => `$substring(${text.source}, 0, $length(${part})) = ${part}`
  if (call.args.length > 1)
    return refusePart(context, call.node, 'startsWith with a position is not supported', 'use slice')
  if (start.isSimple) return code(`(${write(start.source)})`, booleanType, { fails: anyFails([text, start]) })
  const name = `$js_v${++context.names}`
  return code(`( ${name} := ${start.source}; ${write(name)} )`, booleanType, { fails: anyFails([text, start]) })
}

const endsWith: Method = (context, call) => {
  const text = toTextCode(context, call.receiver, 'endsWith')
  const end = textArgument(context, call, 0)
  if (call.args.length > 1)
    return refusePart(context, call.node, 'endsWith with a position is not supported', 'use slice')
  return code(preludeCall(context, 'js_ends', [text.source, end.source]), booleanType, { fails: anyFails([text, end]) })
}

const split: Method = (context, call) => {
  const text = toTextCode(context, call.receiver, 'split')
  const [given] = call.args
  const isText = given?.type === 'Literal' && typeof given.value === 'string' && given.value !== ''
  if (!isText || call.args.length > 1)
    return refusePart(context, call.node, 'split is supported with a string that is written here and not empty')
  return code(`$split(${text.source}, ${textArgument(context, call, 0).source})`, arrayOf(stringType), {
    fails: text.fails,
  })
}

/** `replace` and `replaceAll` of strings: patterns of JavaScript and JSONata differ. */
const replace =
  (limit: string): Method =>
  (context, call) => {
    const text = toTextCode(context, call.receiver, 'replace')
    const [from, to] = call.args
    const isPlain = (node: typeof from): boolean => node?.type === 'Literal' && typeof node.value === 'string'
    const isEmpty = from?.type === 'Literal' && from.value === ''
    const hasPattern = to?.type === 'Literal' && typeof to.value === 'string' && to.value.includes('$')
    if (!isPlain(from) || !isPlain(to) || isEmpty || hasPattern)
      return refusePart(
        context,
        call.node,
        'replace is supported with two strings that are written here, the first not empty, the second without $',
        'call an activity that replaces',
      )
    const parts = [text.source, textArgument(context, call, 0).source, textArgument(context, call, 1).source]
    return code(`$replace(${parts.join(', ')}${limit})`, stringType, { fails: text.fails })
  }

const wholeNumber = (context: ExpressionContext, value: Code): string => {
  if (/^\(?-?\d+\)?$/.test(value.source)) return value.source
  return preludeCall(context, 'js_whole', [value.source])
}

const slice: Method = (context, call) => {
  const { receiver, args } = call
  const from = args.length > 0 ? wholeNumber(context, argument(context, call, 0)) : '0'
  const end = args.length > 1 ? argument(context, call, 1) : undefined
  if (end && canBe(end.type, UNDEFINED))
    return refusePart(context, call.node, 'the end of slice may be undefined', 'write `?? 0`')
  const to = end ? wholeNumber(context, end) : '()'
  const source = preludeCall(context, 'js_slice', [receiver.source, from, to, '"slice"'])
  return code(source, sliceType(receiver.type), { fails: true })
}

const sliceType = (type: ValueType): ValueType => {
  const some = someItemsOf(type)
  return isOnly(type, STRING) || isOnly(type, ARRAY) ? some : { ...anyJson, ...some, kinds: STRING | ARRAY }
}

const charAt: Method = (context, call) => {
  const text = toTextCode(context, call.receiver, 'charAt')
  const index = call.args.length > 0 ? argument(context, call, 0) : simple('0', numberType)
  if (!isOnly(index.type, NUMBER)) return refusePart(context, call.node, 'the position of charAt must be a number')
  const found = item(context, text, index)
  return code(`$string(${found.source}) & ""`, stringType, { fails: true, binding: Binding.add })
}

const pad =
  (name: string, sign: string): Method =>
  (context, call) => {
    const text = toTextCode(context, call.receiver, name)
    const width = argument(context, call, 0)
    const filler = call.args[1]
    const isCharacter = !filler || (filler.type === 'Literal' && /^[\u0020-\u007e]$/.test(String(filler.value)))
    if (!isOnly(width.type, NUMBER) || !isCharacter)
      return refusePart(context, call.node, `${name} is supported with a number and one character that is written here`)
    const parts = [
      preludeCall(context, 'js_plain', [text.source]),
      `${sign}$max([${width.source}, 0])`,
      filler ? textArgument(context, call, 1).source : '" "',
    ]
    return code(`$pad(${parts.join(', ')})`, stringType, { fails: true })
  }

export const stringMethods: Readonly<Record<string, Method>> = {
  toUpperCase: conversion('toUpperCase', (source) => `$uppercase(${source})`),
  toLowerCase: conversion('toLowerCase', (source) => `$lowercase(${source})`),
  trim: conversion('trim', (source) => `$replace(${source}, /^\\s+|\\s+$/, "")`),
  startsWith,
  endsWith,
  split,
  replace: replace(', 1'),
  replaceAll: replace(''),
  slice,
  charAt,
  padStart: pad('padStart', '-'),
  padEnd: pad('padEnd', ''),
}

/** `toString()` of a value that is not null. */
export const toStringMethod: Method = (context, { receiver, args, node }) => {
  if (args.length > 0) return refusePart(context, node, 'toString with a base is not supported', 'call an activity')
  if (canBe(receiver.type, NULL | UNDEFINED))
    return refusePart(context, node, 'the value may be null or undefined', 'write String(value)')
  return toStringCode(context, receiver, node)
}
