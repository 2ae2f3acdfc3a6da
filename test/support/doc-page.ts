import { existsSync, readFileSync } from 'node:fs'
import * as compileEntry from '../../src/compile.ts'
import * as deployEntry from '../../src/deploy.ts'
import * as fsmEntry from '../../src/fsm.ts'
import * as graphEntry from '../../src/graph.ts'
import * as main from '../../src/index.ts'
import * as localEntry from '../../src/local.ts'
import * as passesEntry from '../../src/passes.ts'
import * as testingEntry from '../../src/testing.ts'

const root = new URL('../../', import.meta.url)

/** The text of a page, by its path in the repository. */
export const readPage = (page: string): string => readFileSync(new URL(page, root), 'utf8')

/** The code blocks of a page in a language. */
export const blocksIn = (text: string, language: string): string[] =>
  Array.from(text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, code = '']) => code)

const imports = /^import { (.*) } from '(.*)'$/gm

/** A block as a script: without what only a module can have. */
export const scriptOf = (code: string): string => code.replaceAll(imports, '').replaceAll(/^export /gm, '')

const ownEntries = new Map<string, object>([
  ['stepwise-ts', main],
  ['stepwise-ts/local', localEntry],
  ['stepwise-ts/testing', testingEntry],
  ['stepwise-ts/deploy', deployEntry],
  ['stepwise-ts/graph', graphEntry],
  ['stepwise-ts/passes', passesEntry],
  ['stepwise-ts/fsm', fsmEntry],
  ['stepwise-ts/compile', compileEntry],
])

/** The names that a block imports and that their entry points do not export. */
export const missingExports = (code: string, others: Readonly<Record<string, object>> = {}): string[] =>
  Array.from(code.matchAll(imports), ([, names = '', entry = '']) => {
    const exported = ownEntries.get(entry) ?? others[entry] ?? {}
    return names.split(', ').filter((name) => !Object.hasOwn(exported, name))
  }).flat()

/** The links of a page to files that do not exist. */
export const brokenLinks = (page: string): string[] =>
  Array.from(readPage(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g), ([, link = '']) => link).filter(
    (link) => !existsSync(new URL(link, new URL(page, root))),
  )
