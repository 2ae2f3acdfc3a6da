import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/json.ts'
import { runMachine } from '../../support/run-machine.ts'

const choose = (rule: object, input: Json) =>
  runMachine(
    {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: 'yes', End: true },
        No: { Type: 'Pass', Result: 'no', End: true },
      },
    },
    { input },
  )

const when = (operator: string, operand: unknown) => ({ Variable: '$.v', [operator]: operand })

describe('a choice rule', () => {
  it.each<[string, unknown, Json, 'yes' | 'no']>([
    ['StringEquals', 'a', 'a', 'yes'],
    ['StringEquals', '1', 1, 'no'],
    ['StringLessThan', 'b', 'a', 'yes'],
    ['StringLessThan', 'a', 'Z', 'yes'],
    ['StringGreaterThanEquals', 'b', 'b', 'yes'],
    ['NumericEquals', 1, 1.0, 'yes'],
    ['NumericEquals', 1, '1', 'no'],
    ['NumericGreaterThan', 20, 21, 'yes'],
    ['NumericLessThanEquals', 20, 20, 'yes'],
    ['NumericLessThan', 20, 20, 'no'],
    ['BooleanEquals', false, false, 'yes'],
    ['BooleanEquals', true, 'true', 'no'],
    ['TimestampEquals', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', 'yes'],
    ['TimestampLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59.999Z', 'yes'],
    ['TimestampEquals', '2026-01-01T00:00:00Z', '2026-01-01', 'no'],
    ['IsNull', true, null, 'yes'],
    ['IsNull', false, 0, 'yes'],
    ['IsNumeric', true, '1', 'no'],
    ['IsString', true, '', 'yes'],
    ['IsBoolean', true, false, 'yes'],
    ['IsTimestamp', true, '2026-02-29T00:00:00Z', 'no'],
    ['IsTimestamp', true, '2024-02-29T00:00:00Z', 'yes'],
    ['IsPresent', true, null, 'yes'],
    ['StringMatches', 'log-*.txt', 'log-.txt', 'yes'],
    ['StringMatches', 'log-*.txt', 'log-a.txt.gz', 'no'],
    ['StringMatches', '*a*a*', 'banana', 'yes'],
    ['StringMatches', 'a*a', 'a', 'no'],
    ['StringMatches', 'a\\*', 'a*', 'yes'],
    ['StringMatches', 'a\\*', 'ab', 'no'],
    ['StringMatches', '*', 1, 'no'],
  ])('%s %j of %j: %s', async (operator, operand, v, expected) => {
    expect((await choose(when(operator, operand), { v })).output).toBe(expected)
  })

  it('compares two values of the input with the Path form of its operator', async () => {
    expect((await choose(when('NumericLessThanPath', '$.max'), { v: 1, max: 2 })).output).toBe('yes')
  })

  it('combines tests with And, Or and Not, which stop at the first decisive one', async () => {
    const guarded = { And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a.b', StringEquals: 'x' } }] }
    expect((await choose(guarded, {})).output).toBe('no')
    expect((await choose(guarded, { a: { b: 'y' } })).output).toBe('yes')
    expect((await choose({ Or: [when('IsNull', true), when('NumericEquals', 1)] }, { v: 1 })).output).toBe('yes')
  })

  it('fails the execution if its path finds nothing, unless it tests IsPresent', async () => {
    expect((await choose(when('IsPresent', false), {})).output).toBe('yes')
    expect(await choose(when('StringEquals', 'a'), {})).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). " +
        "Invalid path '$.v': The choice state's condition path references an invalid value.",
    })
  })
})

describe('a Choice state', () => {
  it('fails when no rule holds and there is no Default', async () => {
    const { error, cause } = await runMachine({
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Variable: '$.v', IsPresent: true, Next: 'End' }] },
        End: { Type: 'Succeed' },
      },
    })
    expect(error).toBe('States.Runtime')
    expect(cause).toContain('Failed to transition out of the state. The state does not point to a next state.')
  })

  it('assigns the variables of the matching rule, and its own Assign only with Default', async () => {
    const machine = {
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [{ Variable: '$.v', BooleanEquals: true, Next: 'End', Assign: { by: 'rule' } }],
          Default: 'End',
          Assign: { by: 'default' },
        },
        End: { Type: 'Pass', Parameters: { 'by.$': '$by' }, End: true },
      },
    }
    expect((await runMachine(machine, { input: { v: true } })).output).toEqual({ by: 'rule' })
    expect((await runMachine(machine, { input: { v: false } })).output).toEqual({ by: 'default' })
  })

  it('does not evaluate its own Assign if a rule holds', async () => {
    const machine = {
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [{ Variable: '$.v', IsPresent: true, Next: 'End' }],
          Default: 'End',
          Assign: { 'w.$': '$.w' },
        },
        End: { Type: 'Succeed' },
      },
    }
    expect(await runMachine(machine, { input: { v: 1 } })).toMatchObject({ status: 'SUCCEEDED' })
  })

  it('in JSONata has the Output and Assign of the rule that holds, else its own; without Output its input', async () => {
    const machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.v = 1 %}', Next: 'End', Output: { by: 'rule' }, Assign: { by: 'rule' } },
            { Condition: '{% $states.input.v = 2 %}', Next: 'End', Assign: { by: 'second' } },
          ],
          Default: 'End',
          Output: { by: 'state' },
          Assign: { by: 'state' },
        },
        End: { Type: 'Succeed', Output: '{% [$states.input, $by] %}' },
      },
    }
    const outputOf = async (v: number) => (await runMachine(machine, { input: { v } })).output
    expect(await outputOf(1)).toEqual([{ by: 'rule' }, 'rule'])
    expect(await outputOf(2)).toEqual([{ v: 2 }, 'second'])
    expect(await outputOf(3)).toEqual([{ by: 'state' }, 'state'])
  })
})
