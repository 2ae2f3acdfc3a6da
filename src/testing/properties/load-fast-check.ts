import { createRequire } from 'node:module'

export type FastCheck = typeof import('fast-check')

let loaded: FastCheck | undefined

/**
 * Loads fast-check, an optional package, from this package's or the user's project.
 * @throws Error that names the package to install
 */
export const loadFastCheck = (): FastCheck => {
  loaded ??= requireFrom(import.meta.url) ?? requireFrom(`${process.cwd()}/package.json`)
  if (loaded === undefined)
    throw new Error('generated definitions and inputs need the package fast-check: npm install --save-dev fast-check')
  return loaded
}

const requireFrom = (url: string): FastCheck | undefined => {
  try {
    return createRequire(url)('fast-check')
  } catch (error) {
    if (Object(error).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
