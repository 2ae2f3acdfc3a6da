import { describe, expect, test } from 'vitest'
import { input, orders, startDev } from './start-dev.ts'

test('a mistake in a file $$.ts is reported with the name of the file', async () => {
  const text = orders('({ n }) => n').replace("'activity/price':", "'activity/prize':")
  const { until } = await startDev({ '$$.ts': text }, { file: '$$.ts' })
  expect(await until('"handlers" must have')).toContain('error: $$.ts:9: ')
})

describe('a mistake is reported with its file and line, and the loop goes on', () => {
  const fine = orders('({ n }) => n + 1')
  test.for([
    ['a syntax error', `${fine}\nconst x = (`, /orders\.ts does not compile: .* at .*orders\.ts:\d+:\d+/],
    [
      'an error at the import',
      `${fine}\nthrow new Error('no database')`,
      /orders\.ts cannot be loaded: no database at .*orders\.ts:\d+:\d+/,
    ],
    [
      'a handler that no state uses',
      fine.replace("'activity/price':", "'activity/prize':"),
      /orders\.ts:9: "handlers" must have .*\n {2}no state uses the handler "activity\/prize"; did you mean "activity\/price"\?/,
    ],
    [
      'a wrong transition',
      fine.replace('end: true', "next: 'shpi'"),
      /orders\.ts:6: states\.price\.next: no state named "shpi"/,
    ],
    ['no definition', 'export const handlers = {}', /orders\.ts does not export "definition"/],
  ] as const)('%s at the start', async ([, text, message]) => {
    const { until, change, all } = await startDev({ 'orders.ts': text }, { input })
    await until('error: ')
    await until('\n')
    expect(all()).toMatch(message)
    await change('orders.ts', fine)
    await until('\n21\n')
  })

  test('a syntax error in a file that is imported', async () => {
    const files = {
      'orders.ts': orders('({ n }) => n * two', "import { two } from './two.ts'"),
      'two.ts': 'export const two = (',
    }
    const { until, change, names } = await startDev(files, { input })
    expect(await until('two.ts:')).toContain('does not compile')
    expect(names()).toContain('two.ts')
    await change('two.ts', 'export const two = 2')
    await until('\n40\n')
  })

  test('an imported file that does not exist yet', async () => {
    const files = { 'orders.ts': orders('({ n }) => n * two', "import { two } from './two.ts'") }
    const { until, change, names } = await startDev(files, { input })
    expect(await until("./two.ts'")).toContain('Cannot find module')
    await until('\n')
    expect(names()).toContain('two.ts')
    await change('two.ts', 'export const two = 2')
    await until('\n40\n')
  })

  test('and the last version stays deployed', async () => {
    const { until, change, press } = await startDev({ 'orders.ts': fine }, { input })
    await until('\n21\n')
    await change('orders.ts', 'const x = (')
    await until('does not compile')
    press('r')
    await until('\n21\n')
  })

  test('an error that no code catches', async () => {
    const { until, listeners } = await startDev({ 'orders.ts': fine }, { input })
    await until('\n21\n')
    for (const listener of listeners) listener(new RangeError('floating'))
    await until('floating')
  })
})
