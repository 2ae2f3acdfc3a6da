import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { comparisonOperators } from '../../src/specs/comparison-operators.ts'
import { stateSpecs } from '../../src/specs/definition.ts'
import { definitionSchema } from '../../src/specs/definition-schema.ts'

const shipped: unknown = JSON.parse(readFileSync(new URL('../../schema/state-machine.json', import.meta.url), 'utf8'))
const text = JSON.stringify(shipped)

test('the schema that the package ships is that of the specs (npm run schema writes it)', () => {
  expect(shipped).toEqual(JSON.parse(JSON.stringify(definitionSchema())))
})

test('it knows every field and every operator', () => {
  const fields = Object.values(stateSpecs).flatMap((spec) => Object.keys(spec.shape))
  expect([...fields, ...comparisonOperators.keys()].filter((name) => !text.includes(`"${name}"`))).toEqual([])
})

test('it lets ASL stand verbatim', () => {
  expect(text).toContain('"patternProperties":{"^[A-Z]":{}}')
})
