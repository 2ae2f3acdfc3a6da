// JSONPaths and intrinsic functions as states evaluate them, and a filter over ever more items, whose time per item must not grow.
import { parseIntrinsic } from '../src/expressions/intrinsics.ts'
import { parsePath } from '../src/expressions/json-path.ts'
import type { Json } from '../src/json.ts'
import { realSystem as system } from '../src/system.ts'
import { row } from './report.ts'
import { takeTurns } from './take-turns.ts'

const itemsOf = (length: number): Json[] =>
  Array.from({ length }, (_, i) => ({ id: i, name: `item ${i}`, price: (i * 7) % 100, tags: i % 2 ? ['a', 'b'] : [] }))

const scopeOf = (input: Json) => ({ input, context: () => ({}), variables: {}, system })

const order = { order: { id: 'order-1', lines: itemsOf(20) }, n: 1 }
const paths = [
  '$.order.id',
  '$.order.lines[3].name',
  '$.order.lines[*].name',
  '$.order.lines[2:9].price',
  '$.order.lines[?(@.price > 50)].name',
  "$.order.lines[?(@.price > 50 && @.name != 'item 3')]",
  '$..price',
]
const calls = ["States.Format('order {}', $.order.id)", 'States.MathAdd($.n, 1)', 'States.ArrayLength($.order.lines)']

const scope = scopeOf(order)
for (const text of [...paths, ...calls]) {
  const expression = text.startsWith('$') ? parsePath(text).find : parseIntrinsic(text).evaluate
  const time = await takeTurns({ µs: () => expression(scope) })
  row(text, time)
}

for (const length of [1_000, 10_000, 100_000]) {
  const many = scopeOf({ items: itemsOf(length) })
  for (const text of ['$.items[?(@.price > 50)].name', '$.items[*].missing']) {
    const { find } = parsePath(text)
    const { µs } = await takeTurns({ µs: () => find(many) })
    row(`${text} of ${length} items`, { µs, 'ns an item': (µs * 1000) / length })
  }
}
