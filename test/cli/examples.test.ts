import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { examples, sourceTimeout, stepwise } from '../support/command-line.ts'

const runs: [file: string, input: unknown, output: unknown][] = [
  ['adder.ts', { x: 1, y: 1 }, 2],
  ['orders.ts', { item: 'book', quantity: 3 }, { shipped: true, order: { item: 'book', quantity: 3, total: 36 } }],
  ['orders.ts', { item: 'unicorn', quantity: 1 }, { shipped: false, why: 'there is no unicorn' }],
  ['temperatures.ts', { celsius: [-3, 12, 31] }, { verdict: 'hot', fahrenheit: 87.8 }],
  ['fulfilment.ts', {}, ['1: book shipped', '2: lamp shipped', '3: desk rejected']],
  ['word-count.ts', { texts: ['to be or not to be', 'that is the question'] }, { words: [6, 4], texts: 2 }],
]

test.for(runs)('the example %s on %j', { timeout: sourceTimeout }, async ([file, input, output]) => {
  const { code, out, err } = await stepwise(['run', file, '--json', '--input', JSON.stringify(input)], {
    cwd: examples,
  })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out).output).toEqual(output)
})

test('every example is run', () => {
  const files = readdirSync(examples).filter((file) => !file.endsWith('.test.ts'))
  expect(files).toEqual([...new Set(runs.map(([file]) => file))].sort())
})
