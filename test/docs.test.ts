import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as deployEntry from '../src/deploy.ts'
import * as main from '../src/index.ts'
import * as localEntry from '../src/local.ts'
import * as testingEntry from '../src/testing.ts'
import { runExample } from './support/run-example.ts'

const entries = new Map<string, object>([
  ['stepwise-ts', main],
  ['stepwise-ts/local', localEntry],
  ['stepwise-ts/testing', testingEntry],
  ['stepwise-ts/deploy', deployEntry],
])

const imports = /^import { (.*) } from '(.*)'$/gm

describe.each(['testing.md', 'permissions.md', 'export.md'])('the blocks of docs/%s', (page) => {
  const text = readFileSync(new URL(`../docs/${page}`, import.meta.url), 'utf8')
  const blocks = Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = '']) => code)

  test.for(blocks.map((code, index) => [index + 1, code] as const))('block %i runs', async ([, code]) => {
    for (const [, names = '', entry = ''] of code.matchAll(imports))
      expect(Object.keys(entries.get(entry) ?? {})).toEqual(expect.arrayContaining(names.split(', ')))
    await runExample(code.replaceAll(imports, ''))
  })
})
