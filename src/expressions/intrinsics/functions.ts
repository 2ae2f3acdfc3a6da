import type { Json } from '../../json.ts'
import { algorithmNames, hashOf } from '../hash.ts'
import { javaRandom } from '../java-random.ts'
import { distinctItems, isEqual } from '../path/equality.ts'
import { format } from './format.ts'
import {
  arrayArgument,
  checkedInteger,
  type IntrinsicFunction,
  integerArgument,
  limitedText,
  objectArgument,
  refuse,
  stringArgument,
} from './reading.ts'

type Apply = IntrinsicFunction['apply']

const taking = (least: number, most: number, apply: Apply): IntrinsicFunction => ({ least, most, apply })

const MOST_ITEMS = 1000

const arrayRange: Apply = (args) => {
  const [first, last, step] = [integerArgument(args, 0), integerArgument(args, 1), integerArgument(args, 2)]
  if (step === 0) refuse('The third argument must not be 0.')
  const count = Math.max(0, Math.floor((last - first) / step) + 1)
  if (count > MOST_ITEMS) refuse(`The range has ${count} items, more than ${MOST_ITEMS}.`)
  return Array.from({ length: count }, (_, i) => first + i * step)
}

const arrayPartition: Apply = (args) => {
  const [items, size] = [arrayArgument(args, 0), integerArgument(args, 1)]
  if (size < 1) refuse(`The second argument must be a positive number but was: ${size}`)
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

const arrayGetItem: Apply = (args) => {
  const [items, index] = [arrayArgument(args, 0), integerArgument(args, 1)]
  return (
    items[index] ??
    (index in items ? null : refuse(`The index ${index} is out of range of an array of ${items.length} items.`))
  )
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

const base64Decode: Apply = (args) => {
  const text = limitedText(stringArgument(args, 0))
  const isValid = BASE64.test(text) && text.replace(/=+$/, '').length % 4 !== 1
  return isValid ? Buffer.from(text, 'base64').toString('utf8') : refuse('The first argument is not valid Base64.')
}

const hash: Apply = (args) => {
  const [data = null] = args
  const text = limitedText(typeof data === 'string' ? data : JSON.stringify(data))
  return (
    hashOf(text, stringArgument(args, 1)) ??
    refuse(`The second argument must be one of ${algorithmNames} but was: ${JSON.stringify(args[1])}`)
  )
}

/** Only the shallow merge exists on AWS, though the ASL spec has a deep one. */
const jsonMerge: Apply = (args) => {
  const [one, other] = [objectArgument(args, 0), objectArgument(args, 1)]
  return args[2] === false
    ? { ...one, ...other }
    : refuse(`The third argument must be false but was: ${JSON.stringify(args[2])}`)
}

/** A text without content is null (recorded). */
const stringToJson: Apply = (args) => {
  const text = stringArgument(args, 0)
  if (text.trim() === '') return null
  try {
    const value: Json = JSON.parse(text)
    return value === 0 ? 0 : value
  } catch {
    return refuse(`The first argument is not valid JSON: ${text}`)
  }
}

const mathRandom: Apply = (args, system) => {
  const [start, end] = [integerArgument(args, 0), integerArgument(args, 1)]
  if (start >= end) refuse(`The first argument must be less than the second but they were: ${start}, ${end}`)
  const chance = args.length > 2 ? javaRandom(integerArgument(args, 2)) : system.random()
  return start + Math.floor(chance * (end - start))
}

/** Each character of the second argument separates; nothing between two separators is no piece (recorded). */
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
  Format: taking(1, Number.POSITIVE_INFINITY, ([template = null, ...args]) =>
    format(stringArgument([template], 0), args),
  ),
  StringToJson: taking(1, 1, stringToJson),
  JsonToString: taking(1, 1, ([value = null]) => JSON.stringify(value)),
  Array: taking(0, Number.POSITIVE_INFINITY, (args) => [...args]),
  ArrayPartition: taking(2, 2, arrayPartition),
  ArrayContains: taking(2, 2, (args) => arrayArgument(args, 0).some((item) => isEqual(item, args[1] ?? null))),
  ArrayRange: taking(3, 3, arrayRange),
  ArrayGetItem: taking(2, 2, arrayGetItem),
  ArrayLength: taking(1, 1, (args) => arrayArgument(args, 0).length),
  ArrayUnique: taking(1, 1, (args) => distinctItems(arrayArgument(args, 0))),
  Base64Encode: taking(1, 1, (args) => Buffer.from(limitedText(stringArgument(args, 0)), 'utf8').toString('base64')),
  Base64Decode: taking(1, 1, base64Decode),
  Hash: taking(2, 2, hash),
  JsonMerge: taking(3, 3, jsonMerge),
  MathRandom: taking(2, 3, mathRandom),
  MathAdd: taking(2, 2, (args) => checkedInteger(integerArgument(args, 0) + integerArgument(args, 1))),
  StringSplit: taking(2, 2, stringSplit),
  UUID: taking(0, 0, (_, system) => system.uuid()),
}
