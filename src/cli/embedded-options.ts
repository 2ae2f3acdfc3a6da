import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { compileMocks } from '../engine/mocks/compile-mocks.ts'
import type { Mocks } from '../engine/mocks/mock.ts'
import { assertMockConfig, type MockConfig } from '../engine/mocks/mock-config.ts'
import type { EngineOptions } from '../engine/options.ts'
import { isJsonObject } from '../json.ts'
import { fileFunction } from '../modules/file-function.ts'
import { importModule } from '../modules/module-loader.ts'
import { mocksBesideEndpoints } from './file-mocks.ts'
import type { Io } from './io.ts'
import { isDataFile, parseJson, readDataFile } from './read-input.ts'
import type { NamedFile } from './serve-files.ts'
import { messageOf } from './show-error.ts'

/** The URLs of services that the engine calls, by name; `*` is for all others. */
export type ServiceEndpoints = Readonly<Record<string, string>>

/** The options of a command that choose the functions, mocks and services of an embedded engine. */
export interface WorkOptions {
  /** `name=file#function` for each Lambda function. */
  readonly lambda?: readonly string[]
  /** The file of mocks; `false` for no mocks at all. */
  readonly mocks?: string | false
  readonly mockConfig?: string
  readonly serviceEndpoint?: ServiceEndpoints
  /** True if services without an endpoint are those of AWS. */
  readonly awsServices?: boolean
  /** Imports the file of mocks. Default: it is imported once. */
  readonly importModule?: typeof importModule
}

type EmbeddedOptions = Pick<
  EngineOptions,
  'lambdas' | 'taskHandlers' | 'mocks' | 'mockConfig' | 'serviceEndpoints' | 'awsServices'
>

/**
 * The options of an embedded engine that performs tasks as files and the command line define. Those of the command line come first.
 * @throws Error if a file has a mistake.
 */
export const embeddedOptions = async (
  loaded: readonly NamedFile[],
  { lambda = [], mocks, mockConfig, serviceEndpoint, awsServices, importModule: load = importModule }: WorkOptions,
  io: Io,
): Promise<EmbeddedOptions> => ({
  lambdas: merged([...loaded.map(({ lambdas }) => lambdas), await lambdasOf(lambda, io)]),
  taskHandlers: merged(loaded.map(({ taskHandlers }) => taskHandlers)),
  mocks:
    mocks === false
      ? {}
      : merged([
          ...loaded.map((one) => mocksBesideEndpoints(one.file, one, serviceEndpoint)),
          await readMocks(mocks, load, io),
        ]),
  ...(mockConfig !== undefined && { mockConfig: mockConfigReader(mockConfig, io) }),
  serviceEndpoints: serviceEndpoint,
  awsServices,
})

/** The members of several records; of two with the same name, the later one. `Object.assign` would set the prototype for `__proto__`. */
const merged = <T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
  Object.fromEntries(records.flatMap((record) => Object.entries(record)))

/** The functions of `--lambda`. Each is loaded, so that a mistake is reported before anything runs. */
const lambdasOf = async (given: readonly string[], { cwd }: Io): Promise<Record<string, string>> => {
  const lambdas = new Map<string, string>()
  for (const one of given) {
    const [, name = '', reference = ''] = /^([^=]*)=(.*)$/s.exec(one) ?? []
    try {
      await fileFunction(reference, cwd)()
    } catch (cause) {
      throw new Error(`--lambda ${name}: ${messageOf(cause)}`, { cause })
    }
    lambdas.set(name, resolve(cwd, reference))
  }
  return Object.fromEntries(lambdas)
}

/** Reads the file of `--mocks`: a JSON or YAML document, or a module that exports `mocks`. */
const readMocks = async (file: string | undefined, load: typeof importModule, io: Io): Promise<Mocks> => {
  if (file === undefined) return {}
  const mocks = isDataFile(file) ? await readDataFile(file, io) : await importMocks(file, load, io)
  try {
    compileMocks('mocks', mocks)
  } catch (cause) {
    throw new Error(`${file}: ${messageOf(cause)}`, { cause })
  }
  // The boundary: compileMocks has checked them.
  return mocks as Mocks
}

const importMocks = async (file: string, load: typeof importModule, { cwd }: Io): Promise<unknown> => {
  const exported = await load(resolve(cwd, file), file)
  const mocks =
    exported.mocks ?? (isJsonObject(exported.default) ? (exported.default.mocks ?? exported.default) : undefined)
  if (mocks === undefined) throw new Error(`${file} does not export "mocks": add \`export const mocks = { … }\``)
  return mocks
}

/** Returns a function that reads the file of `--mock-config`, again if it has changed. @throws Error if it has a mistake now */
const mockConfigReader = (file: string, { cwd }: Io): (() => MockConfig) => {
  const path = resolve(cwd, file)
  let version = ''
  let config: unknown
  const read = () => {
    const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (mtimeMs === undefined) throw new Error(`no such file: ${file}`)
    if (version === `${mtimeMs} ${size}`) return config as MockConfig
    const parsed = parseJson(readFileSync(path, 'utf8'), file)
    assertMockConfig(`${file}: the mock configuration`, parsed)
    version = `${mtimeMs} ${size}`
    config = parsed
    return config as MockConfig
  }
  read()
  return read
}
