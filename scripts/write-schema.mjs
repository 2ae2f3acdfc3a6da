// Writes the JSON Schema of the literal, which the package ships: `npm run schema`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createJiti } from 'jiti'

const { definitionSchema } = await createJiti(import.meta.url).import('../src/specs/definition-schema.ts')
const file = new URL('../schema/state-machine.json', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, `${JSON.stringify(definitionSchema(), null, 2)}\n`)
