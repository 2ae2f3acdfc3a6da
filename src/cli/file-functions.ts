import { resolve } from 'node:path'
import type { FunctionSource, FunctionSources } from '../deploy/lambda/function-source.ts'
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

const sourceOf = (given: unknown, file: string): FunctionSource | string => {
  if (typeof given === 'function') return { entry: file, handler: 'lambdas' }
  if (!isJsonObject(given) || 'entry' in given) return given as unknown as FunctionSource | string
  const { handler, timeoutSeconds, memoryLimitInMB } = given
  const [, entry = file, name] = /^(.*?)(?:#([^#]*))?$/s.exec(String(handler)) ?? []
  return {
    ...(typeof handler === 'string'
      ? { entry, ...(name !== undefined && { handler: name }) }
      : { entry: file, handler: 'lambdas' }),
    ...(typeof timeoutSeconds === 'number' && { timeout: timeoutSeconds }),
    ...(typeof memoryLimitInMB === 'number' && { memory: memoryLimitInMB }),
  }
}
