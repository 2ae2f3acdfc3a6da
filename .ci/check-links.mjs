// check-links.mjs FOLDER: fails if a relative link of a Markdown page in the folder leads to a file that is not there.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder = '.'] = process.argv.slice(2)
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'))
const dead = pages.flatMap((page) => {
  const url = pathToFileURL(join(folder, page))
  const links = readFileSync(url, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)
  return Array.from(links, ([, link]) => link)
    .filter((link) => !existsSync(new URL(link, url)))
    .map((link) => `${page}: ${link}`)
})
for (const link of dead) console.error(`dead link in ${link}`)
process.exitCode = pages.length === 0 || dead.length > 0 ? 1 : 0
