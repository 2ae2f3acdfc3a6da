// Writes docs/operations.md from the operations of the engine: `npm run operations`.
import { writeFileSync } from 'node:fs'
import { createJiti } from 'jiti'

const { operationsPage } = await createJiti(import.meta.url).import('../src/engine/api/operations-page.ts')
writeFileSync(new URL('../docs/operations.md', import.meta.url), operationsPage())
