import { createRequire } from 'node:module'
import { resolve } from 'node:path'

/** The exports of a package of the AWS SDK: a client, its commands and its exceptions. */
export interface ClientPackage {
  readonly [name: string]: unknown
}

/** Loads a package by its name; `undefined` if it is not installed. */
export type LoadClientPackage = (packageName: string) => ClientPackage | undefined

/** Loads a package that is installed in the user's project, the working directory, else one beside this package. */
export const loadFromProject: LoadClientPackage = (packageName) => {
  for (const start of [resolve('package.json'), import.meta.url]) {
    const require = createRequire(start)
    try {
      return require(packageName)
    } catch (error) {
      if (!isMissing(error, packageName)) throw error
    }
  }
  return undefined
}

/** True if the package itself is missing, not one that it needs. */
const isMissing = (error: unknown, packageName: string): boolean =>
  error instanceof Error &&
  Reflect.get(error, 'code') === 'MODULE_NOT_FOUND' &&
  error.message.includes(`'${packageName}'`)
