import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stopCoverage } from '../../../src/testing/coverage/coverage-registry.ts'
import { collectCoverage, reportCoverage, simulate } from '../../../src/testing.ts'
import { accepted, orders, outOfStock, rejected } from '../orders.ts'

let outputDir: string

beforeEach(() => {
  outputDir = mkdtempSync(join(tmpdir(), 'stepwise-coverage-'))
})
afterEach(() => {
  stopCoverage()
  rmSync(outputDir, { recursive: true })
})

const testFile = fileURLToPath(import.meta.url)

const readReport = () => JSON.parse(readFileSync(join(outputDir, 'stepwise.json'), 'utf8'))

test('the report has what all test files have saved', async () => {
  for (const options of [accepted, rejected, outOfStock]) {
    const coverage = collectCoverage(testFile, { outputDir })
    await simulate(orders, options)
    coverage.save()
  }
  await reportCoverage({ outputDir, reporters: ['json'], thresholds: { states: 100, catchers: 100 } })
  expect(readReport().definitions).toMatchObject([{ name: 'orders', file: 'test/testing/orders.ts' }])
  expect(readReport().totals.choices).toEqual({ covered: 2, total: 2, percent: 100 })
  expect(existsSync(join(outputDir, '.stepwise'))).toBe(false)
})

test('a threshold that is not reached is an error, after the reports are written', async () => {
  const coverage = collectCoverage(testFile, { outputDir })
  await simulate(orders, rejected)
  coverage.save()
  const report = reportCoverage({ outputDir, reporters: ['json'], thresholds: { states: 80, catchers: 1 } })
  await expect(report).rejects.toThrow(
    'coverage of states is 60 %, below the threshold of 80 %\ncoverage of catchers is 0 %, below the threshold of 1 %',
  )
  expect(readReport().version).toBe(1)
})

test('excluded definitions do not count', async () => {
  const coverage = collectCoverage(testFile, { outputDir })
  for (const name of ['scratch', 'test-1', 'echo'])
    await simulate({ name, startAt: 'a', states: { a: { type: 'pass', end: true } } })
  coverage.save()
  await reportCoverage({ outputDir, reporters: ['json'], exclude: ['scratch', /^test-/] })
  expect(readReport().definitions.map(({ name }: { name: string }) => name)).toEqual(['echo'])
})

test('without any run there is no report', async () => {
  await reportCoverage({ outputDir, thresholds: { states: 100 } })
  expect(existsSync(join(outputDir, 'stepwise.json'))).toBe(false)
})
