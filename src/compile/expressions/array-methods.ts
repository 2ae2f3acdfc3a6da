import { callbackOf, functionSource } from './callback.ts'
import { anyFails, Binding, code, condition, operand, simple } from './code.ts'
import { preludeCall, refusePart } from './context.ts'
import { assertExact, toArrayCode, toJsonCode, toStringCode } from './conversion.ts'
import { spreadSource } from './literals.ts'
import type { Method } from './method.ts'
import { truthOf } from './truth.ts'
import {
  ARRAY,
  anything,
  arrayOf,
  booleanType,
  canBe,
  isOnly,
  isSameType,
  itemsOf,
  join,
  numberType,
  OBJECT,
  STRING,
  someItemsOf,
  stringType,
  UNDEFINED,
  undefinedType,
  type ValueType,
} from './value-type.ts'

const map: Method = (context, { receiver, args, node }) => {
  const list = toArrayCode(context, receiver, 'map')
  const { parameters, body } = callbackOf(context, args[0], [itemsOf(list.type), numberType], node)
  const value = toJsonCode(context, body)
  const keep = canBe(value.type, ARRAY) ? '[]' : ''
  const source = `[$map(${list.source}, ${functionSource({ parameters, body: value })})${keep}]`
  return code(source, arrayOf(body.type), { fails: anyFails([list, body]) })
}

const filter: Method = (context, { receiver, args, node }) => {
  const list = toArrayCode(context, receiver, 'filter')
  const { parameters, body } = callbackOf(context, args[0], [itemsOf(list.type), numberType], node)
  const test = truthOf(context, body)
  const keep = canBe(itemsOf(list.type), ARRAY) ? '[]' : ''
  const source = `[$filter(${list.source}, ${functionSource({ parameters, body: test })})${keep}]`
  return code(source, someItemsOf(list.type), { fails: anyFails([list, body]) })
}

/** `some` and `every`: the items after the one that determines the result are not tested. */
const quantifier =
  (operator: 'and' | 'or'): Method =>
  (context, { receiver, args, node }) => {
    const list = toArrayCode(context, receiver, operator === 'or' ? 'some' : 'every')
    const found = `$js_v${++context.names}`
    const { parameters, body } = callbackOf(context, args[0], [itemsOf(list.type), numberType], node)
    const test = truthOf(context, body)
    const result = `${found} ${operator} (${test.source})`
    const source = `$reduce(${list.source}, function(${found}, ${parameters || '$js_i'}) { ${result} }, ${operator === 'and'})`
    return code(source, booleanType, { fails: anyFails([list, body]) })
  }

const find: Method = (context, { receiver, args, node }) => {
  const list = toArrayCode(context, receiver, 'find')
  const found = `$js_v${++context.names}`
  const item = `$js_v${++context.names}`
  const { parameters, body } = callbackOf(context, args[0], [itemsOf(list.type), numberType], node)
  const test = truthOf(context, body)
  const [name = item, ...rest] = parameters === '' ? [] : parameters.split(', ')
  const source =
    `$reduce(${list.source}, function(${[found, name, ...rest].join(', ')}) ` +
    `{ $exists(${found}.value) ? ${found} : (${test.source}) ? {"value": ${name}} : ${found} }, {}).value`
  return code(source, join(itemsOf(list.type), undefinedType), { fails: anyFails([list, body]) })
}

const MAX_ROUNDS = 4

const reduce: Method = (context, { receiver, args, node }) => {
  const list = toArrayCode(context, receiver, 'reduce')
  const [fn, first] = args
  if (!first) return refusePart(context, node, 'reduce needs a first value', 'write reduce((total, item) => …, 0)')
  const start = context.translate(first, context)
  if (canBe(start.type, UNDEFINED))
    return refusePart(context, first, 'the first value of reduce may be undefined', 'write `?? 0`')
  const names = context.names
  let type: ValueType = start.type
  for (let round = 0; ; round++) {
    context.names = names
    const callback = callbackOf(context, fn, [type, itemsOf(list.type), numberType], node)
    const next = join(type, callback.body.type)
    if (isSameType(next, type) || round === MAX_ROUNDS) {
      const { body } = callback
      const parameters = callback.parameters.includes(',')
        ? callback.parameters
        : `${callback.parameters || '$js_a'}, $js_i`
      const source = `$reduce(${list.source}, ${functionSource({ parameters, body })}, ${start.source})`
      return code(source, type, { fails: anyFails([list, start, body]) })
    }
    type = round === MAX_ROUNDS - 1 ? anything : next
  }
}

const includes: Method = (context, { receiver, args, node }) => {
  const sought = context.translate(args[0] ?? refusePart(context, node, 'includes needs a value'), context)
  const fails = anyFails([receiver, sought])
  if (isOnly(receiver.type, STRING)) {
    return code(`$contains(${receiver.source}, ${toStringCode(context, sought, node).source})`, booleanType, { fails })
  }
  assertExact(context, receiver, node)
  assertExact(context, sought, node)
  if (isOnly(receiver.type, ARRAY) && !canBe(sought.type, ARRAY | OBJECT)) {
    const source = `(${operand(sought, Binding.compare)} in ${operand(receiver, Binding.compare)})`
    return condition(source, Binding.atom, [receiver, sought])
  }
  return code(preludeCall(context, 'js_has', [receiver.source, sought.source, '"includes"']), booleanType, {
    fails: true,
  })
}

const indexOf: Method = (context, { receiver, args, node }) => {
  const sought = context.translate(args[0] ?? refusePart(context, node, 'indexOf needs a value'), context)
  assertExact(context, receiver, node)
  assertExact(context, sought, node)
  return code(preludeCall(context, 'js_index', [receiver.source, sought.source, '"indexOf"']), numberType, {
    fails: true,
  })
}

const joinItems: Method = (context, { receiver, args, node }) => {
  const list = toArrayCode(context, receiver, 'join')
  const separator = args[0]
    ? toStringCode(context, context.translate(args[0], context), node)
    : simple('","', stringType)
  if (isOnly(itemsOf(list.type), STRING))
    return code(`$join(${list.source}, ${separator.source})`, stringType, { fails: anyFails([list, separator]) })
  return code(preludeCall(context, 'js_join', [list.source, separator.source]), stringType, { fails: true })
}

const concat: Method = (context, { receiver, args }) => {
  const list = toArrayCode(context, receiver, 'concat')
  const parts = args.map((arg) => context.translate(arg, context))
  const items = parts.map(({ type }) => (isOnly(type, ARRAY) ? itemsOf(type) : type)).reduce(join, itemsOf(list.type))
  // As JSONata, concat adds the items of arrays.
  const sources = parts.map((part) =>
    isOnly(part.type, ARRAY) ? spreadSource(part) : spreadSource(toJsonCode(context, part)),
  )
  return code(`[${[spreadSource(list), ...sources].join(', ')}]`, arrayOf(items), { fails: anyFails([list, ...parts]) })
}

const reversed: Method = (context, { receiver }) => {
  const list = toArrayCode(context, receiver, 'toReversed')
  return code(`$reverse(${list.source})`, list.type, { fails: list.fails })
}

const flat: Method = (context, { receiver, args, node }) => {
  const list = toArrayCode(context, receiver, 'flat')
  if (args[0]) return refusePart(context, node, 'flat with a depth is not supported', 'write flat()')
  const name = `$js_v${++context.names}`
  const type = arrayOf(join(itemsOf(itemsOf(list.type)), itemsOf(list.type)))
  return code(`$reduce(${list.source}, function(${name}, $js_i) { $append(${name}, $js_i) }, [])`, type, {
    fails: list.fails,
  })
}

export const arrayMethods: Readonly<Record<string, Method>> = {
  map,
  filter,
  some: quantifier('or'),
  every: quantifier('and'),
  find,
  reduce,
  includes,
  indexOf,
  join: joinItems,
  concat,
  toReversed: reversed,
  flat,
}
