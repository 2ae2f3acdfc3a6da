// JSONata expressions as states evaluate them, beside the bare library on the same expressions and values.
import jsonata from 'jsonata'
import { parseJsonata } from '../src/expressions/jsonata.ts'
import { realSystem as system } from '../src/system.ts'
import { row } from './report.ts'
import { takeTurns } from './take-turns.ts'

const input = {
  order: { id: 'order-1', lines: Array.from({ length: 20 }, (_, i) => ({ sku: `sku-${i}`, quantity: i, price: 2.5 })) },
  limit: 20,
}
const expressions = [
  '$states.input.order.id',
  '$states.input.limit + 1',
  '$sum($states.input.order.lines.(quantity * price))',
  '$states.input.order.lines[quantity > 10].sku',
  '{ "id": $states.input.order.id, "count": $count($states.input.order.lines) }',
  '$uppercase($states.input.order.id) & "-" & $string($states.input.limit)',
  '$map($states.input.order.lines, function($line) { $line.quantity })',
]

const scope = { states: { input }, context: () => ({}), variables: {}, system }
for (const source of expressions) {
  const ours = parseJsonata(source)
  const bare = jsonata(source)
  const time = await takeTurns({
    ours: () => ours.evaluate(scope, 'Output'),
    bare: () => bare.evaluate(undefined, { states: { input, context: {} } }),
  })
  row(source.slice(0, 54), { µs: time.ours, 'bare µs': time.bare, 'ratio (aim 1.3)': time.ours / time.bare })
}
