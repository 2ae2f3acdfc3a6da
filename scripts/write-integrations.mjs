// Writes docs/integrations.md: `npm run integrations`.
import { writeFileSync } from 'node:fs'
import { integrationsPage } from './integrations.mjs'

writeFileSync(new URL('../docs/integrations.md', import.meta.url), integrationsPage())
