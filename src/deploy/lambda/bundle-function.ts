import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { loadFromProject } from '../../engine/tasks/sdk/load-client-package.ts'
import { isJsonObject } from '../../json.ts'
import type { PlannedFunction } from './function-source.ts'

/** The code of a function as it is uploaded. */
export interface FunctionBundle {
  readonly zip: Uint8Array
  /** The hash of the archive, as Lambda reports it: base64 of SHA-256. */
  readonly codeSha256: string
}

/** Bundles the code of a function. */
export type BundleFunction = (planned: PlannedFunction) => Promise<FunctionBundle>

/** The part of esbuild that is used. */
interface Esbuild {
  readonly build: (options: object) => Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>
}

/** The most bytes of an archive that is sent with a request (Lambda quotas). */
const MOST_BYTES = 50 * 1024 * 1024

/**
 * Bundles a function with everything that it imports but the AWS SDK, which Lambda's runtime has, to an archive of one file. The same
 * sources give the same bytes on every machine.
 * @throws Error if esbuild is not installed, if the file does not compile, or if the archive is too large.
 */
export const bundleFunction: BundleFunction = async (planned) => {
  const { outputFiles } = await loadEsbuild()
    .build(buildOptions(planned))
    .catch((cause: unknown) => {
      throw new Error(`${planned.key} cannot be bundled: ${problemsOf(cause)}`, { cause })
    })
  const zip = await archive(outputFiles[0]?.text ?? '')
  if (zip.length > MOST_BYTES)
    throw new Error(`the bundle of ${planned.key} has ${zip.length} bytes, and Lambda accepts ${MOST_BYTES}`)
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') }
}

const loadEsbuild = (): Esbuild => {
  const esbuild = loadFromProject('esbuild')
  if (typeof esbuild?.build !== 'function')
    throw new Error('Lambda functions need the package esbuild: run `npm install --save-dev esbuild`')
  // The boundary: esbuild's own types describe far more than is used.
  return esbuild as unknown as Esbuild
}

/** The name of the module around the entry, which messages do not show. */
const WRAPPER = 'stepwise:function'

/** CommonJS packages in an ES module call `require` for the modules of Node. */
const requireOfModules =
  "import { createRequire as createRequireOfBundle } from 'node:module'; globalThis.require ??= createRequireOfBundle(import.meta.url);"

/** Paths in the bundle start at the folder of the entry, so that they are the same in every clone. Names stay: an error's class is its name. */
const buildOptions = (planned: PlannedFunction): object => ({
  stdin: {
    contents: wrapperOf(planned),
    resolveDir: dirname(planned.entry),
    sourcefile: WRAPPER,
    loader: 'js',
  },
  absWorkingDir: dirname(planned.entry),
  bundle: true,
  write: false,
  logLevel: 'silent',
  platform: 'node',
  format: 'esm',
  target: `node${Number.parseInt(planned.runtime.slice('nodejs'.length), 10)}`,
  external: ['@aws-sdk/*'],
  keepNames: true,
  banner: { js: requireOfModules },
})

/** A module that exports the handler of the entry, so that the bundle has only what this function needs. */
const wrapperOf = ({ entry, handler, key, name }: PlannedFunction): string => {
  const keys = [...new Set([key, `lambda/${name}`, name, `activity/${name}`])]
  return [
    `import { ${handler} as exported } from ${JSON.stringify(`./${basename(entry)}`)}`,
    `const keys = ${JSON.stringify(keys)}`,
    "const found = typeof exported === 'function' ? exported : exported?.[keys.find((key) => Object.hasOwn(exported, key))]",
    "export const handler = typeof found === 'function' ? found : found?.handler",
    `if (typeof handler !== 'function') throw new TypeError(${JSON.stringify(
      `the export ${handler} of ${basename(entry)} is neither a function nor an object with one of the functions ${keys.join(', ')}`,
    )})`,
  ].join('\n')
}

const problemsOf = (cause: unknown): string => {
  const errors: unknown = cause instanceof Error ? Reflect.get(cause, 'errors') : undefined
  const shown = Array.isArray(errors) ? errors.map(showProblem) : []
  return shown.length > 0 ? shown.join('; ') : String(cause instanceof Error ? cause.message : cause)
}

const showProblem = (problem: unknown): string => {
  const { text, location } = isJsonObject(problem) ? problem : {}
  const { file, line, column } = isJsonObject(location) ? location : {}
  return file === undefined || file === WRAPPER ? String(text) : `${text} at ${file}:${line}:${Number(column) + 1}`
}

/** An archive of the bundle. Its dates are fixed, so that the same code gives the same bytes; all users may read the file. */
const archive = async (code: string): Promise<Uint8Array> => {
  const { strToU8, zipSync } = await import('fflate')
  return zipSync(
    { 'index.mjs': [strToU8(code), { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 }] },
    { level: 9 },
  )
}
