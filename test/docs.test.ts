import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compileMocks } from '../src/engine/mocks/compile-mocks.ts'
import { blocksIn, brokenLinks, missingExports, readPage, scriptOf } from './support/doc-page.ts'
import { runExample } from './support/run-example.ts'

const pages = readdirSync(new URL('../docs', import.meta.url)).filter((file) => file.endsWith('.md'))

test.for(['README.md', 'CONTRIBUTING.md', ...pages.map((page) => `docs/${page}`)])(
  'every link of %s is a file',
  (page) => {
    expect(brokenLinks(page)).toEqual([])
  },
)

describe.each([
  'testing.md',
  'mocks.md',
  'lambda.md',
  'deploy.md',
  'permissions.md',
  'export.md',
  'graphs.md',
  'console.md',
  'dev.md',
  'fsm.md',
  'workers.md',
  'passes.md',
  'programs.md',
])('the TypeScript blocks of docs/%s', (page) => {
  const blocks = blocksIn(readPage(`docs/${page}`), 'ts')

  test.for(blocks.map((code, index) => [index + 1, code] as const))('block %i runs', async ([, code]) => {
    expect(missingExports(code)).toEqual([])
    await runExample(scriptOf(code))
  })
})

test('the YAML in docs/mocks.md has two mocks', () => {
  const [yaml = ''] = blocksIn(readPage('docs/mocks.md'), 'yaml')
  expect([...compileMocks('mocks', parse(yaml)).keys()]).toEqual(['price', 'sqs:sendMessage.waitForTaskToken'])
})
