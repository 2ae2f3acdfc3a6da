import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stepwise } from '../src/vitest-config.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A run of vitest in a process of its own loads the sources anew. */
const PROCESS_TIMEOUT = 30_000

const files = {
  'orders.test.ts': `
    import { expect, test } from 'vitest'
    import { simulate } from '${join(root, 'src/testing.ts')}'
    import { orders } from './orders.ts'

    test('the matchers are registered', async () => {
      const run = await simulate(orders, { input: { items: [] }, mocks: { price: { output: 25 } } })
      expect(run).toHaveVisited(['price', 'route', 'each'])
      expect(run).toMatchHistory()
    })
  `,
  'rejected.test.ts': `
    import { expect, test } from 'vitest'
    import { simulate } from '${join(root, 'src/testing.ts')}'
    import { orders } from './orders.ts'

    test.concurrent('other files add to the coverage', async ({ expect }) => {
      expect(await simulate(orders, { mocks: { price: { output: 5 } } })).toHaveFailedWith('OrderRejected')
    })
  `,
  'vitest.config.ts': `
    import { defineConfig } from 'vitest/config'
    import { stepwise } from '${join(root, 'src/vitest-config.ts')}'

    export default defineConfig({
      plugins: [stepwise({ coverage: { thresholds: { states: 81, choices: 100 } } })],
      test: { isolate: false, maxWorkers: 1 },
    })
  `,
}

describe('a run with the plugin', () => {
  let folder: string
  let output: string
  let exitCode: number | null

  beforeAll(async () => {
    folder = mkdtempSync(join(root, 'node_modules', '.vitest-plugin-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const orders = readFileSync(join(root, 'test/testing/orders.ts'), 'utf8')
    writeFileSync(join(folder, 'orders.ts'), orders.replaceAll('../../src', join(root, 'src')))
    ;({ output, exitCode } = await runVitest(folder))
  }, PROCESS_TIMEOUT)
  afterAll(() => rmSync(folder, { recursive: true }))

  const read = (name: string) => readFileSync(join(folder, name), 'utf8')

  test('registers the matchers', () => {
    expect(output).toMatch(/Tests +2 passed/)
    expect(read('__snapshots__/orders.test.ts.snap')).toContain('MapStateEntered each')
  })

  test('prints the coverage of all test files', () => {
    expect(output).toContain(
      ' orders         |       80 |       100 |          0 |          0 |       0 | price.catch[0], price.retry[0], each.itemProcessor, ship',
    )
  })

  test('fails if a threshold is not reached', () => {
    expect(output).toContain('coverage of states is 80 %, below the threshold of 81 %')
    expect(exitCode).toBe(1)
  })

  test('writes the reports, with the lines of the states', () => {
    const report = JSON.parse(read('coverage/stepwise.json'))
    expect(report.definitions).toMatchObject([
      { name: 'orders', file: 'orders.ts', totals: { states: { covered: 4 } } },
    ])
    expect(read('coverage/stepwise.lcov')).toContain('SF:orders.ts\nFN:8,price\n')
    expect(read('coverage/stepwise.md')).toContain('## orders\n\n```mermaid\nflowchart TD\n')
  })
})

const runVitest = (folder: string): Promise<{ output: string; exitCode: number | null }> =>
  new Promise((resolve) => {
    // Where CI is set, vitest writes no new snapshots unless it is told to.
    const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--update', '--root', folder]
    const child = spawn(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' }, stdio: 'pipe' })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
    child.on('close', (exitCode) => resolve({ output, exitCode }))
  })

test.for([
  [{ cover: true }, 'unknown option "cover" in options; expected one of coverage'],
  [{ coverage: { treshold: 1 } }, 'unknown option "treshold" in options.coverage'],
  [
    { coverage: { thresholds: { states: '90' } } },
    'options.coverage.thresholds.states must be a number of percent from 0',
  ],
  [{ coverage: { reporters: ['html'] } }, 'options.coverage.reporters must be an array of table, json, lcov, mermaid'],
] as const)('the options %j are rejected', ([options, message]) => {
  expect(() => Reflect.apply(stepwise, undefined, [options])).toThrow(message)
})
