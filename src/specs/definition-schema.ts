import * as z from 'zod/mini'
import { comparisonOperators, comparisonSymbols, typeTests } from './comparison-operators.ts'
import { ConditionSpec, Definition, State } from './definition.ts'

type Schema = z.core.JSONSchema.BaseSchema

/** The JSON Schema (draft 2020-12) of a literal, for editors of JSON and YAML. It checks fields and their types; `validate` checks the rest. */
export const definitionSchema = (): Schema => {
  const schema = z.toJSONSchema(Definition, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, replacementOf(zodSchema, jsonSchema)),
  })
  const { '~standard': _, ...own } = schema
  return { ...own, title: 'A state machine of AWS Step Functions', $defs: { ...own.$defs, condition } }
}

/** The parts that zod cannot express: conditions, dates in JSON, and ASL verbatim beside the literal's fields. */
const replacementOf = (spec: unknown, { properties, oneOf = [] }: Schema): Schema => {
  if (spec === ConditionSpec) return { $ref: '#/$defs/condition' }
  if (spec === State) return { oneOf: [...oneOf, verbatimState] }
  if (spec instanceof z.ZodMiniDate) return { type: 'string', format: 'date-time' }
  return properties ? { patternProperties: { '^[A-Z]': {} } } : {}
}

const verbatimState: Schema = {
  title: 'A state in ASL verbatim',
  type: 'object',
  properties: { Type: { type: 'string' } },
  required: ['Type'],
  not: { required: ['type'] },
}

const path: Schema = { type: 'string', pattern: '^\\$' }
const literal: Schema = { type: ['string', 'number', 'boolean', 'null'] }
const again: Schema = { $ref: '#/$defs/condition' }

const tuple = (...elements: Schema[]): Schema => ({
  type: 'array',
  prefixItems: elements,
  minItems: elements.length,
  items: false,
})

const symbols = Object.keys(comparisonSymbols)
const typed = [...comparisonOperators.keys()].filter((operator) => !typeTests.some((test) => test === operator))

/** A condition: a string, a boolean, a tuple by its operator, or ASL's own form in camelCase. */
const condition: Schema = {
  anyOf: [
    { type: ['string', 'boolean'] },
    { type: 'array', prefixItems: [{ enum: ['and', 'or'] }], items: again, minItems: 2 },
    tuple({ const: 'not' }, again),
    tuple({ enum: ['!=', ...symbols] }, path, literal),
    tuple({ const: 'in' }, path, { type: 'array', items: literal, minItems: 1 }),
    { ...tuple({ enum: [...typeTests] }, path, { type: 'boolean' }), minItems: 2 },
    tuple({ enum: typed }, path, literal),
    {
      type: 'object',
      properties: {
        variable: path,
        and: { type: 'array', items: again },
        or: { type: 'array', items: again },
        not: again,
        condition: { type: ['string', 'boolean'] },
        ...Object.fromEntries([...comparisonOperators.keys()].map((operator) => [operator, literal])),
      },
      patternProperties: { '^[A-Z]': {} },
      additionalProperties: false,
    },
  ],
}
