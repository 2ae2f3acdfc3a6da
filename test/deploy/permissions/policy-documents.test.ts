import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toPolicyDocuments } from '../../../src/deploy/permissions/policy-documents.ts'
import type { PolicyStatement } from '../../../src/deploy/permissions/policy-statement.ts'

const allow = (action: string, resource: string, state = 's'): PolicyStatement => ({
  effect: 'Allow',
  actions: [action],
  resources: [resource],
  states: [state],
})

test('statements on the same resource share their actions, those with the same actions their resources', () => {
  const statements = [allow('a:Two', 'r1'), allow('a:One', 'r1'), allow('a:One', 'r2'), allow('a:Two', 'r2')]
  expect(toPolicyDocuments(statements)).toEqual([
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['a:One', 'a:Two'], Resource: ['r1', 'r2'] }] },
  ])
})

test('no statements are no document', () => {
  expect(toPolicyDocuments([])).toEqual([])
})

const statement = fc
  .tuple(fc.constantFrom('a:One', 'a:Two', 'b:One'), fc.integer({ min: 0, max: 300 }))
  .map(([action, index]) => allow(action, `arn:aws:a:us-east-1:123456789012:${'long'.repeat(20)}/${index}`))

test('documents allow exactly what the statements allow, each within the limit of IAM', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 200 }), (statements) => {
      const documents = toPolicyDocuments(statements)
      const pairs = documents.flatMap(({ Statement }) =>
        Statement.flatMap(({ Action, Resource }) => Action.flatMap((one) => Resource.map((arn) => `${one} ${arn}`))),
      )
      const given = statements.map(({ actions, resources }) => `${actions[0]} ${resources[0]}`)
      expect(new Set(pairs)).toEqual(new Set(given))
      const limit = documents.length > 1 ? 6_144 : 10_240
      for (const document of documents) expect(JSON.stringify(document).length).toBeLessThanOrEqual(limit)
    }),
    { numRuns: 50 },
  )
})
