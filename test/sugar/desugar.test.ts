import { describe, expect, test } from 'vitest'
import { DefinitionError } from '../../src/errors.ts'
import { desugar, resugar } from '../../src/sugar/desugar.ts'

const choice = (condition: unknown, queryLanguage = 'JSONPath') => ({
  queryLanguage,
  startAt: 'c',
  states: { c: { type: 'choice', choices: [{ condition, next: 'd' }] }, d: { type: 'succeed' } },
})

describe('a mistyped condition', () => {
  test.each(['JSONPath', 'JSONata'])('is rejected with its path and a hint in %s', (language) => {
    expect(() => desugar(choice(['=>', '$.v', 100], language))).toThrow(
      new DefinitionError([
        {
          path: ['states', 'c', 'choices', 0, 'condition', 0],
          code: 'SCHEMA_VALIDATION_FAILED',
          message: 'unknown operator "=>"',
          severity: 'error',
          hint: 'did you mean ">="?',
        },
      ]),
    )
  })

  test.each([
    ['an expression string', '$.v =>', 'states.c.choices[0].condition: column 6: '],
    ['a missing operand', ['=', '$.v'], 'states.c.choices[0].condition[2]: "=" compares with '],
    [
      'a nested condition',
      ['not', ['and', ['~', '$.v', 1]]],
      'states.c.choices[0].condition[1][1][0]: unknown operator',
    ],
    ['a number', 5, 'states.c.choices[0].condition: expected a condition'],
  ])('is rejected as %s', (_, condition, message) => {
    expect(() => desugar(choice(condition))).toThrow(message)
  })

  test('in a branch has the path of the branch', () => {
    const branch = choice(['~', '$.v', 1])
    const all = { startAt: 'all', states: { all: { type: 'parallel', branches: [branch], end: true } } }
    expect(() => desugar(all)).toThrow('states.all.branches[0].states.c.choices[0].condition[0]: ')
  })
})

test('a comparison with an operand of the wrong type stays as ASL writes it', () => {
  const asl = {
    StartAt: 'c',
    States: { c: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.a', StringEquals: 5 }], Next: 'd' }] } },
  }
  const literal = resugar(asl)
  expect(literal.states.c).toHaveProperty('choices', [
    { condition: ['and', { Variable: '$.a', StringEquals: 5 }], next: 'd' },
  ])
  expect(desugar(literal)).toEqual(asl)
})
