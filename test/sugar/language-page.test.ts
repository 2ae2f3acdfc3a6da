import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { awsEnvironment } from '../../src/arn.ts'
import { validate } from '../../src/dsl/validate.ts'
import { desugar } from '../../src/sugar/desugar.ts'
import { runMachine } from '../support/run-machine.ts'

const page = readFileSync(new URL('../../docs/language.md', import.meta.url), 'utf8')
const row =
  /^\| (?<where>resource|retry|catch|timestamp|condition|condition in JSONata|state) \| `(?<write>.+)` \| `(?<becomes>.+)` \|$/gm
const rows = [...page.matchAll(row)].map(({ groups = {} }) => [groups.where, groups.write, groups.becomes] as const)

const evaluate = (text: string | undefined): unknown => runInNewContext(`(${text})`, { Date })

const end = { end: true }
const stateWith: Record<string, (value: unknown) => object> = {
  resource: (resource) => ({ type: 'task', resource, parameters: {}, ...end }),
  retry: (retry) => ({ type: 'task', resource: 'r', retry, ...end }),
  catch: (caught) => ({ type: 'task', resource: 'r', catch: caught, ...end }),
  timestamp: (timestamp) => ({ type: 'wait', timestamp, ...end }),
  condition: (condition) => ({ type: 'choice', choices: [{ condition, next: 'failed' }] }),
  'condition in JSONata': (condition) => ({
    type: 'choice',
    queryLanguage: 'JSONata',
    choices: [{ condition, next: 'failed' }],
  }),
  state: (state) => state as object,
}
const field: Record<string, string> = { resource: 'Resource', retry: 'Retry', catch: 'Catch', timestamp: 'Timestamp' }

test.each(rows)('the table shows %s: %s', (where = '', write, becomes) => {
  const definition = { startAt: 's', states: { s: stateWith[where]?.(evaluate(write)), failed: { type: 'fail' } } }
  const state = desugar(definition, awsEnvironment('us-east-1', '123456789012')).States.s ?? {}
  const [rule] = Array.isArray(state.Choices) ? state.Choices : []
  const written = where.startsWith('condition')
    ? without(rule, 'Next')
    : where === 'state'
      ? state
      : state[field[where] ?? '']
  expect(written).toEqual(evaluate(becomes))
})

const without = (object: unknown, key: string): object =>
  Object.fromEntries(Object.entries(object ?? {}).filter(([name]) => name !== key))

test('the first example of the page is valid', () => {
  const [, literal] = /defineStateMachine\((\{[\s\S]*?\n\})\)/.exec(page) ?? []
  expect(validate(evaluate(literal))).toEqual([])
})

test('the table has rows to check', () => {
  expect(rows.length).toBeGreaterThan(30)
})

const outcomes = [
  ...page.matchAll(/^\| `(?<condition>.+?)` \| (?<cells>(?:(?:true|false|fails)(?: \| )?){4}) \|$/gm),
].flatMap(({ groups: { condition = '', cells = '' } = {} }) => {
  const [missing, wrong, missingInJsonata, wrongInJsonata] = cells.split(' | ')
  const other = /string|timestamp/.test(condition) ? 5 : 'x'
  return [
    [condition, 'JSONPath', { one: 1 }, missing],
    [condition, 'JSONPath', { one: 1, v: other }, wrong],
    [condition, 'JSONata', { one: 1 }, missingInJsonata],
    [condition, 'JSONata', { one: 1, v: other }, wrongInJsonata],
  ] as const
})

test.each(outcomes)('%s in %s with %j: %s', async (condition, queryLanguage, input, outcome) => {
  const result = (value: boolean) => ({
    type: 'pass',
    ...(queryLanguage === 'JSONata' ? { output: value } : { result: value }),
    end: true,
  })
  const paths = queryLanguage === 'JSONata' ? condition.replaceAll("'$.", "'$states.input.") : condition
  const asl = desugar({
    queryLanguage,
    startAt: 'c',
    states: {
      c: { type: 'choice', choices: [{ condition: evaluate(paths), next: 'yes' }], default: 'no' },
      yes: result(true),
      no: result(false),
    },
  })
  const { output = 'fails' } = await runMachine(asl, { input })
  expect(String(output)).toBe(outcome)
})

test('the table of outcomes has rows to check', () => {
  expect(outcomes.length).toBeGreaterThan(50)
})
