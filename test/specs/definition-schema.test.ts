import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { comparisonOperators } from '../../src/specs/comparison-operators.ts'
import { stateSpecs } from '../../src/specs/definition.ts'
import { definitionSchema } from '../../src/specs/definition-schema.ts'

const shipped: unknown = JSON.parse(readFileSync(new URL('../../schema/state-machine.json', import.meta.url), 'utf8'))
const text = JSON.stringify(shipped)

test('the shipped schema matches the specs (npm run schema writes it)', () => {
  expect(shipped).toEqual(JSON.parse(JSON.stringify(definitionSchema())))
})

test('the schema has every field and every operator', () => {
  const fields = Object.values(stateSpecs).flatMap((spec) => Object.keys(spec.shape))
  expect([...fields, ...comparisonOperators.keys()].filter((name) => !text.includes(`"${name}"`))).toEqual([])
})

test('the schema allows ASL verbatim', () => {
  expect(text).toContain('"patternProperties":{"^[A-Z]":{}}')
})
