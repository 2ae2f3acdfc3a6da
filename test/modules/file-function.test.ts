import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { fileFunction } from '../../src/modules/file-function.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepwise-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

/** Writes a file, as if that had happened an hour later than the last time. */
let hours = 0
const write = async (name: string, text: string): Promise<void> => {
  const path = join(folder, name)
  await writeFile(path, text)
  const time = Date.UTC(2020, 0, 1, hours++) / 1000
  await utimes(path, time, time)
}

const call = async (reference: string, ...parameters: unknown[]): Promise<unknown> =>
  (await fileFunction(reference, folder)())(...parameters)

describe('a function is found', () => {
  test.for([
    ['by the name of its export', 'a.ts', 'export const double = (n: number) => n * 2', 'a.ts#double'],
    ['under the name handler', 'a.ts', 'export const handler = (n: number) => n * 2', 'a.ts'],
    ['in an ES module', 'a.mjs', 'export const double = (n) => n * 2', 'a.mjs#double'],
    ['in a CommonJS module', 'a.cjs', 'exports.double = (n) => n * 2', 'a.cjs#double'],
    [
      'in a CommonJS module that exports an object',
      'a.cjs',
      'module.exports = { double: (n) => n * 2 }',
      'a.cjs#double',
    ],
    ['in the default export', 'a.ts', 'export default { double: (n: number) => n * 2 }', 'a.ts#double'],
    [
      'after a top-level await',
      'a.ts',
      'const two = await Promise.resolve(2); export const double = (n: number) => n * two',
      'a.ts#double',
    ],
  ] as const)('%s', async ([, name, text, reference]) => {
    await write(name, text)
    expect(await call(reference, 21)).toBe(42)
  })

  test('by an absolute path', async () => {
    await write('a.ts', 'export const double = (n: number) => n * 2')
    expect(await (await fileFunction(join(folder, 'a.ts#double'))())(21)).toBe(42)
  })
})

describe('a file', () => {
  const counting = 'let calls = 0; export const count = () => ++calls; export const other = () => ++calls'

  test('is loaded once for all of its functions, as long as it does not change', async () => {
    await write('a.ts', counting)
    const [count, other] = [fileFunction('a.ts#count', folder), fileFunction('a.ts#other', folder)]
    expect([(await count())(), (await other())(), (await count())()]).toEqual([1, 2, 3])
  })

  test('is loaded once for calls at the same time', async () => {
    await write('a.ts', counting)
    const count = fileFunction('a.ts#count', folder)
    const functions = await Promise.all([count(), count(), count()])
    expect(functions.map((one) => one())).toEqual([1, 2, 3])
  })

  test.for(['a.ts', 'a.mjs', 'a.cjs'])('is loaded again after %s has changed', async (name) => {
    const text = (n: number) => (name === 'a.cjs' ? `exports.get = () => ${n}` : `export const get = () => ${n}`)
    await write(name, text(1))
    const get = fileFunction(`${name}#get`, folder)
    expect((await get())()).toBe(1)
    await write(name, text(2))
    expect((await get())()).toBe(2)
  })

  test('is loaded again after a TypeScript file that it imports has changed', async () => {
    await write('price.ts', 'export const price = 1')
    await write('middle.ts', "export { price } from './price.ts'")
    await write('a.ts', "import { price } from './middle.ts'; export const get = () => price")
    const get = fileFunction('a.ts#get', folder)
    expect((await get())()).toBe(1)
    await write('price.ts', 'export const price = 2')
    expect((await get())()).toBe(2)
  })

  test('is loaded again after its mistake is corrected', async () => {
    await write('a.ts', 'export const get = () => 1')
    const get = fileFunction('a.ts#get', folder)
    await get()
    await write('a.ts', 'export const get = () => (')
    await expect(get()).rejects.toMatchObject({ name: 'Runtime.ImportModuleError', message: /a\.ts does not compile/ })
    await write('a.ts', 'export const get = () => 3')
    expect((await get())()).toBe(3)
  })

  test('keeps the code of a call that is running', async () => {
    await write(
      'a.ts',
      'export const get = async (wait: Promise<void>) => { await wait; return value() }\nconst value = () => 1',
    )
    const get = fileFunction('a.ts#get', folder)
    const { promise, resolve } = deferred()
    const running = (await get())(promise)
    await write('a.ts', 'export const get = async () => 2')
    expect(await (await get())()).toBe(2)
    resolve()
    expect(await running).toBe(1)
  })
})

const deferred = () => {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

test.for([
  [
    'a.py#handler',
    'a.py is not a TypeScript or JavaScript file; a function in another language needs a Lambda API, as `sam local start-lambda` serves it (lambdaEndpoint, --lambda-endpoint)',
  ],
  ['nothing.ts#handler', 'no such file: nothing.ts'],
])('%s is rejected at once', ([reference = '', message]) => {
  expect(() => fileFunction(reference, folder)).toThrow(new Error(message))
})

test('a function that the file does not export is reported as Lambda does', async () => {
  await write('a.ts', 'export const handle = () => 1')
  await expect(call('a.ts#handler')).rejects.toMatchObject({
    name: 'Runtime.HandlerNotFound',
    message: 'a.handler is undefined or not exported: a.ts exports "handle"',
  })
})

test('a file that throws is reported with the position in it', async () => {
  await write('a.ts', "throw new Error('no database')")
  await expect(call('a.ts#handler')).rejects.toThrow(/^a\.ts cannot be loaded: no database at .*a\.ts:1:/)
})
