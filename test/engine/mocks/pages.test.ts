import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compileMocks } from '../../../src/engine/mocks/compile-mocks.ts'
import { runExample } from '../../support/run-example.ts'

const imports = /^import { .* } from '.*'$/gm

const blocksOf = async (page: string, language: string): Promise<string[]> => {
  const text = await readFile(new URL(`../../../docs/${page}`, import.meta.url), 'utf8')
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))
  return Array.from(blocks, ([, code = '']) => code)
}

describe.for(['mocks.md', 'lambda.md'])('in docs/%s', async (page) => {
  const blocks = await blocksOf(page, 'ts')
  test.for(blocks.map((code, index) => [index + 1, code] as const))('TypeScript block %i runs', async ([, code]) => {
    expect(code).toMatch(/\/\/ =>/)
    await runExample(code.replaceAll(imports, ''))
  })
})

test('the YAML in docs/mocks.md has two mocks', async () => {
  const [yaml = ''] = await blocksOf('mocks.md', 'yaml')
  expect([...compileMocks('mocks', parse(yaml)).keys()]).toEqual(['price', 'sqs:sendMessage.waitForTaskToken'])
})
