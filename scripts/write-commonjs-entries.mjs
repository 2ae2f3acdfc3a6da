// Writes the entry points for CommonJS that package.json exports to `require`: a `.cjs` file that loads the ES module, so that a
// program has one copy of it, and a `.d.cts` file with the names of the `.d.ts` file. TypeScript before 5.8 does not let a CommonJS
// module take its types from an ES module.
import { readFileSync, writeFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

const isClass = (value) => typeof value === 'function' && /^class\b/.test(String(value))

const declarationsOf = (entry, values) => {
  const mode = "{ 'resolution-mode': 'import' }"
  const module = `import('${entry}', { with: ${mode} })`
  const declared = Object.entries(values).flatMap(([name, value]) => [
    `export declare const ${name}: typeof ${module}.${name}`,
    ...(isClass(value) ? [`export type ${name} = ${module}.${name}`] : []),
  ])
  return [`export type * from '${entry}' with ${mode}`, ...declared, ''].join('\n')
}

for (const { import: esm, require: commonJs } of Object.values(exports)) {
  if (!commonJs) continue
  const entry = `./${esm.default.split('/').at(-1)}`
  const values = await import(new URL(esm.default, root).href)
  writeFileSync(new URL(commonJs.default, root), `module.exports = require('${entry}')\n`)
  writeFileSync(new URL(commonJs.types, root), declarationsOf(entry, values))
}
