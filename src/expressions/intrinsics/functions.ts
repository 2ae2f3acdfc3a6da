import type { Json } from '../../json.ts'
import { hashOf } from '../hash.ts'
import { decodeBase64 } from '../java/base64.ts'
import { hashSetItems } from '../java/hash-set.ts'
import { javaRandomInteger } from '../java/random.ts'
import { javaText } from '../java/text.ts'
import {
  arrayArgument,
  checkedInteger,
  type IntrinsicFunction,
  integerArgument,
  limitedText,
  objectArgument,
  refuse,
  roundedArgument,
  stringArgument,
} from './arguments.ts'
import { format } from './format.ts'
import { stringToJson } from './string-to-json.ts'

type Apply = IntrinsicFunction['apply']

const taking = (least: number, most: number, apply: Apply): IntrinsicFunction => ({ least, most, apply })

const MOST_ITEMS = 1000

const arrayRange: Apply = (args) => {
  const [first, last, step] = [integerArgument(args, 0), integerArgument(args, 1), integerArgument(args, 2)]
  if (step === 0) refuse()
  const count = Math.max(0, Math.floor((last - first) / step) + 1)
  if (count > MOST_ITEMS) refuse()
  return Array.from({ length: count }, (_, i) => first + i * step)
}

const arrayPartition: Apply = (args) => {
  const [items, size] = [arrayArgument(args, 0), integerArgument(args, 1)]
  if (size < 1) refuse()
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

/** Every item of an empty array is null (reported from AWS). */
const arrayGetItem: Apply = (args) => {
  const [items, index] = [arrayArgument(args, 0), integerArgument(args, 1)]
  return items.length === 0 ? null : (items[index] ?? (index in items ? null : refuse()))
}

/** A string is compared as it is, anything else by its JSON, so that the order of keys counts (reported from AWS). */
const comparedText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

const arrayContains: Apply = (args) => {
  const text = comparedText(args[1] ?? null)
  return arrayArgument(args, 0).some((item) => comparedText(item) === text)
}

const base64Decode: Apply = (args) => (decodeBase64(limitedText(stringArgument(args, 0))) ?? refuse()).toString('utf8')

const hash: Apply = (args) => hashOf(limitedText(javaText(args[0] ?? null)), stringArgument(args, 1)) ?? refuse()

/** Only the shallow merge exists on AWS, though the ASL spec has a deep one; any value but `true` selects it. */
const jsonMerge: Apply = (args) => {
  const [one, other] = [objectArgument(args, 0), objectArgument(args, 1)]
  return args[2] === true ? refuse() : { ...one, ...other }
}

const mathRandom: Apply = (args, system) => {
  const [start, end] = [integerArgument(args, 0), integerArgument(args, 1)]
  const seed = args.length > 2 ? integerArgument(args, 2) : undefined
  const bound = checkedInteger(end - start)
  if (bound < 1) refuse()
  return start + (seed === undefined ? Math.floor(system.random() * bound) : javaRandomInteger(seed, bound))
}

/** Each character of the second argument separates; empty pieces are left out (recorded). */
const stringSplit: Apply = (args) => {
  const [text, separators] = [stringArgument(args, 0), new Set(stringArgument(args, 1))]
  const pieces = ['']
  for (const character of text) {
    if (separators.has(character)) pieces.push('')
    else pieces[pieces.length - 1] += character
  }
  return pieces.filter((piece) => piece !== '')
}

/** The intrinsic functions of the Amazon States Language (spec, Appendix B; AWS developer guide, Intrinsic functions). */
export const intrinsicFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  Format: taking(1, Number.POSITIVE_INFINITY, (args) => format(stringArgument(args, 0), args.slice(1))),
  StringToJson: taking(1, 1, (args) => stringToJson(stringArgument(args, 0))),
  JsonToString: taking(1, 1, ([value = null]) => JSON.stringify(value)),
  Array: taking(0, Number.POSITIVE_INFINITY, (args) => [...args]),
  ArrayPartition: taking(2, 2, arrayPartition),
  ArrayContains: taking(2, 2, arrayContains),
  ArrayRange: taking(3, 3, arrayRange),
  ArrayGetItem: taking(2, 2, arrayGetItem),
  ArrayLength: taking(1, 1, (args) => arrayArgument(args, 0).length),
  ArrayUnique: taking(1, 1, (args) => hashSetItems(arrayArgument(args, 0))),
  Base64Encode: taking(1, 1, (args) => Buffer.from(limitedText(stringArgument(args, 0)), 'utf8').toString('base64')),
  Base64Decode: taking(1, 1, base64Decode),
  Hash: taking(2, 2, hash),
  JsonMerge: taking(3, 3, jsonMerge),
  MathRandom: taking(2, 3, mathRandom),
  MathAdd: taking(2, 2, (args) => checkedInteger(roundedArgument(args, 0) + roundedArgument(args, 1))),
  StringSplit: taking(2, 2, stringSplit),
  UUID: taking(0, 0, (_, system) => system.uuid()),
}

/** AWS's messages for functions that refuse too many arguments with a message of their own (recorded). */
export const refusalOfCount: Readonly<Record<string, string>> = {
  JsonToString: 'Invalid arguments in States.JsonToString: only a single argument is allowed.',
}
