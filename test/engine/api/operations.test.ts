import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-sfn'
import { expect, test } from 'vitest'
import { operations } from '../../../src/engine/api/operations.ts'
import { operationsPage } from '../../../src/engine/api/operations-page.ts'

test('docs/operations.md is as `npm run operations` writes it', () => {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')
  expect(page).toBe(operationsPage())
})

test('every operation of the SDK is offered', () => {
  const commands = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
  expect([...operations.keys()].sort()).toEqual(commands.filter((name) => name !== '$').sort())
})
