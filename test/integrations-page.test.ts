import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
// @ts-expect-error: a script without types
import { integrationsPage } from '../scripts/integrations.mjs'

test('docs/integrations.md is what `npm run integrations` writes', () => {
  const file = new URL('../docs/integrations.md', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(integrationsPage())
})
