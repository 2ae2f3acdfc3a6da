// Builds the console's page: its scripts, one style sheet, the HTML file and the icon. `node scripts/build-console.mjs [folder]` prints
// their sizes.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const page = fileURLToPath(new URL('../src/console/page/', import.meta.url))

/** The style sheets in the order of their names, without comments and indentation. */
const buildStyle = () => {
  const folder = join(page, 'style')
  const sheets = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  return sheets
    .join('\n')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .replaceAll(/\s*([{}:;,])\s+/g, '$1')
    .trim()
}

/** The script that the page begins with, and those that it loads when they are needed. */
const buildScripts = async () => {
  const bundle = await rolldown({
    input: { console: join(page, 'main.tsx') },
    platform: 'browser',
    tsconfig: join(page, 'tsconfig.json'),
    resolve: { alias: { 'node:util': join(page, 'node-util.ts') } },
    onLog: (_level, { message }) => {
      throw new Error(`the page cannot be built: ${message}`)
    },
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true, chunkFileNames: '[name].js' })
  await bundle.close()
  return Object.fromEntries(output.map(({ fileName, code }) => [fileName, code]))
}

/** Builds the page in a folder. Returns the sizes of its scripts and style, compressed with gzip. */
export const buildConsole = async (folder) => {
  mkdirSync(folder, { recursive: true })
  const files = { ...(await buildScripts()), 'console.css': buildStyle() }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  for (const name of ['index.html', 'icon.svg']) copyFileSync(join(page, name), join(folder, name))
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, gzipSync(text).length]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = fileURLToPath(new URL('../dist/console/', import.meta.url))] = process.argv.slice(2)
  for (const [name, bytes] of Object.entries(await buildConsole(folder))) {
    console.log(`${name}: ${(bytes / 1024).toFixed(1)} KB compressed`)
  }
}
