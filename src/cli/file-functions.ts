import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type FunctionSource, type FunctionSources, parseFileReference } from '../deploy/lambda/function-source.ts'
import { isJsonObject } from '../json.ts'
import type { Io } from './io.ts'
import type { LoadedFile } from './load-file.ts'

/**
 * The Lambda functions that a file exports, as sources of a deployment. A function that is written in the file itself is deployed from it.
 * @throws Error if the file exports none.
 */
export const fileFunctions = (file: string, { lambdas }: LoadedFile, { cwd }: Io): FunctionSources => {
  const exported = Object.entries(lambdas)
  if (exported.length === 0)
    throw new Error(
      `${file} exports no "lambdas": add \`export const lambdas = { 'lambda/name': { entry: 'name.ts' } }\``,
    )
  return Object.fromEntries(exported.map(([name, given]) => [name, sourceOf(given, resolve(cwd, file))]))
}

/** The functions of several files. @throws Error if two files have different functions of the same name */
export const mergeFunctions = (
  files: readonly (readonly [file: string, sources: FunctionSources])[],
): FunctionSources => {
  const merged = new Map<string, { readonly file: string; readonly source: FunctionSource | string }>()
  for (const [file, sources] of files) {
    for (const [name, source] of Object.entries(sources)) {
      const other = merged.get(name)
      if (other && !isDeepStrictEqual(other.source, source))
        throw new Error(`${file}: the Lambda function ${JSON.stringify(name)} is also in ${other.file}`)
      merged.set(name, { file, source })
    }
  }
  return Object.fromEntries(Array.from(merged, ([name, { source }]) => [name, source]))
}

const sourceOf = (given: unknown, file: string): FunctionSource | string => {
  if (typeof given === 'function') return { entry: file, handler: 'lambdas' }
  if (!isJsonObject(given) || 'entry' in given) return given as unknown as FunctionSource | string
  const { handler, timeoutSeconds, memoryLimitInMB } = given
  return {
    ...(typeof handler === 'string' ? parseFileReference(handler) : { entry: file, handler: 'lambdas' }),
    ...(typeof timeoutSeconds === 'number' && { timeout: timeoutSeconds }),
    ...(typeof memoryLimitInMB === 'number' && { memory: memoryLimitInMB }),
  }
}
