import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import { bundleFunction } from '../../../src/deploy/lambda/bundle-function.ts'
import { type FunctionSource, plannedFunctions } from '../../../src/deploy/lambda/function-source.ts'

/** A folder with files, which is removed after the test. */
const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'functions-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'src'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text)
  return join(folder, 'src')
}

const bundle = (folder: string, source: Partial<FunctionSource> = {}, key = 'lambda/resize') => {
  const [planned] = plannedFunctions('functions', { [key]: { entry: join(folder, 'resize.ts'), ...source } })
  if (!planned) throw new Error('no function')
  return bundleFunction(planned)
}

/** Runs the handler of a bundle. */
const run = async (zip: Uint8Array, event: unknown): Promise<unknown> => {
  const file = join(folderOf({}), 'index.mjs')
  writeFileSync(file, unzipSync(zip)['index.mjs'] ?? '')
  const { handler } = await import(/* @vite-ignore */ file)
  return handler(event)
}

const files = {
  'resize.ts': `
    import { half } from './half.ts'
    export const handler = ({ width }: { width: number }) => ({ width: half(width) })
    export const main = () => 'main'
    export const handlers = { 'activity/resize': { handler: () => 'worker' }, 'lambda/grow': () => 'grown' }`,
  'half.ts': 'export const half = (n: number): number => n / 2',
}

test('a function is bundled with what it imports, and runs', async () => {
  const { zip } = await bundle(folderOf(files))
  expect(Object.keys(unzipSync(zip))).toEqual(['index.mjs'])
  expect(await run(zip, { width: 8 })).toEqual({ width: 4 })
})

test('the same sources give the same bytes in another folder, and other sources give others', async () => {
  const [one, other, changed] = [
    await bundle(folderOf(files)),
    await bundle(folderOf(files)),
    await bundle(folderOf({ ...files, 'half.ts': 'export const half = (n: number): number => n / 3' })),
  ]
  expect(one.zip).toEqual(other.zip)
  expect(one.codeSha256).toBe(other.codeSha256)
  expect(changed.codeSha256).not.toBe(one.codeSha256)
})

test('another export, and a member of an object of handlers, are taken by name', async () => {
  const folder = folderOf(files)
  expect(await run((await bundle(folder, { handler: 'main' })).zip, {})).toBe('main')
  expect(await run((await bundle(folder, { handler: 'handlers' })).zip, {})).toBe('worker')
  expect(await run((await bundle(folder, { handler: 'handlers' }, 'grow')).zip, {})).toBe('grown')
})

test('the AWS SDK is not part of a bundle', async () => {
  const text = "import { S3Client } from '@aws-sdk/client-s3'; export const handler = () => S3Client"
  const { zip } = await bundle(folderOf({ 'resize.ts': text }))
  expect(Buffer.from(unzipSync(zip)['index.mjs'] ?? []).toString()).toMatch(/from "@aws-sdk\/client-s3"/)
})

test('modules of CommonJS can require those of Node', async () => {
  const folder = folderOf({
    'resize.ts': "import { name } from './name.cjs'; export const handler = () => name",
    'name.cjs': "const { sep } = require('node:path'); exports.name = typeof sep",
  })
  expect(await run((await bundle(folder)).zip, {})).toBe('string')
})

test('a file may declare the names that the bundle uses', async () => {
  const folder = folderOf({
    'resize.ts': `
      import { createRequire } from 'node:module'
      import { name } from './name.cjs'
      const require = createRequire(import.meta.url)
      const exported = 1, keys = 2, found = 3
      export const handler = () => [name, typeof require('node:fs').statSync, exported + keys + found]`,
    'name.cjs': "const { sep } = require('node:path'); exports.name = typeof sep",
  })
  expect(await run((await bundle(folder)).zip, {})).toEqual(['string', 'function', 6])
})

test('the class of an error keeps its name', async () => {
  const folder = folderOf({
    'resize.ts': `
      import { fail } from './other.ts'
      class Refused extends Error {}
      export const handler = () => [new Refused('').constructor.name, fail().constructor.name]`,
    'other.ts': "class Refused extends Error {}; export const fail = () => new Refused('')",
  })
  expect(await run((await bundle(folder)).zip, {})).toEqual(['Refused', 'Refused'])
})

test.each([
  [
    'an export that does not exist',
    { handler: 'mian' },
    /^lambda\/resize cannot be bundled: No matching export.*"mian"$/,
  ],
  [
    'a file that does not compile',
    { entry: 'broken.ts' },
    /^lambda\/resize cannot be bundled: Expected .* at broken.ts:1:\d+$/,
  ],
  [
    'a module that does not exist',
    { entry: 'lost.ts' },
    /^lambda\/resize cannot be bundled: Could not resolve "nothing" at lost.ts:1:8$/,
  ],
])('%s is named with its position', async (_, source, message) => {
  const folder = folderOf({ ...files, 'broken.ts': 'export const = 1', 'lost.ts': "import 'nothing'" })
  const entry = join(folder, Object(source).entry ?? 'resize.ts')
  await expect(bundle(folder, { ...source, entry })).rejects.toThrow(message)
})

test.each<[object, string]>([
  [{ 'lambda/a': { entry: 'none.ts' } }, 'functions["lambda/a"].entry: no such file: none.ts'],
  [
    { 'lambda/a': () => 1 },
    'functions["lambda/a"] must be { entry, handler, … } or "file.ts#name", got a function: a function is deployed from its file',
  ],
  [{ 'lambda/a': { entry: 'a.ts', memroy: 128 } }, 'unknown option "memroy" in functions["lambda/a"]'],
  [
    { 'lambda/a': { entry: 'a.ts', memory: 64 } },
    'functions["lambda/a"].memory must be a whole number of megabytes from 128 to 10240, got 64',
  ],
  [
    { 'lambda/a': { entry: 'a.ts', timeout: 901 } },
    'functions["lambda/a"].timeout must be a whole number of seconds from 1 to 900, got 901',
  ],
  [{ 'lambda/a': { entry: 'a.ts', handler: 'a.b' } }, 'functions["lambda/a"].handler must be the name of an export'],
  [{ 'lambda/a': { entry: 'a.ts', role: 'admin' } }, 'functions["lambda/a"].role must be the ARN of a role'],
  [
    { 'lambda/a:live': { entry: 'a.ts' } },
    'functions["lambda/a:live"] must be the name of a Lambda function: 1 to 64 letters',
  ],
  [{ 'lambda/a': 'package.json', a: 'package.json' }, 'functions has two functions with the name "a"'],
])('%j is rejected', (sources, message) => {
  expect(() => plannedFunctions('functions', sources as never)).toThrow(message)
})
