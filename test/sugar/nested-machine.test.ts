import { expect, test } from 'vitest'
import { activitiesOf } from '../../src/dsl/activities.ts'
import { prefix } from '../../src/dsl/prefix.ts'
import { sequence } from '../../src/dsl/sequence.ts'
import { validate } from '../../src/dsl/validate.ts'
import { formatIssue } from '../../src/errors.ts'
import { desugar } from '../../src/sugar/desugar.ts'

const both = (...branches: object[]) => ({
  startAt: 'both',
  states: { both: { type: 'parallel', branches, end: true } },
})

test('a branch can be a single state', () => {
  const definition = both({ type: 'pass', end: true }, { type: 'wait', seconds: 1 }, { type: 'succeed' })
  expect(validate(definition)).toEqual([])
  expect(desugar(definition).States.both?.Branches).toEqual([
    { StartAt: 'both[0]', States: { 'both[0]': { Type: 'Pass', End: true } } },
    { StartAt: 'both[1]', States: { 'both[1]': { Type: 'Wait', Seconds: 1, End: true } } },
    { StartAt: 'both[2]', States: { 'both[2]': { Type: 'Succeed' } } },
  ])
})

test('a branch and a processor can be a fragment, whose open ends end', () => {
  const job = sequence({ a: { type: 'pass' }, b: { type: 'pass' } })
  const each = { startAt: 'each', states: { each: { type: 'map', itemProcessor: prefix('2', job), end: true } } }
  expect(validate(both(job, each))).toEqual([])
  expect(desugar(both(job)).States.both?.Branches).toEqual([
    { StartAt: 'a', States: { a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Pass', End: true } } },
  ])
})

test.each([
  ['an unknown field', { type: 'pass', secnds: 1 }, 'secnds: unknown field "secnds"'],
  ['an unknown type', { type: 'pas', end: true }, 'type: unknown state type "pas"; did you mean "pass"?'],
  ['a missing field', { type: 'task' }, 'resource: required, but missing'],
  ['a transition', { type: 'pass', next: 'both' }, 'next: no state named "both"'],
  [
    'a problem of its ASL',
    { type: 'pass', parameters: { 'a.$': 1 } },
    'parameters["a.$"]: expected a path or an intrinsic function: found 1',
  ],
])('a single state with %s has a path in the branch', (_, state, message) => {
  expect(validate(both(state)).map(formatIssue)).toContain(`states.both.branches[0].${message}`)
})

test('a machine with a type is not a single state', () => {
  const machine = { type: 'pass', startAt: 'a', states: { a: { type: 'succeed' } } }
  expect(validate(both(machine)).map(formatIssue)).toEqual(['states.both.branches[0].type: unknown field "type"'])
})

test('an empty branch has the issues of a machine', () => {
  expect(validate(both({})).map(formatIssue)).toEqual([
    'states.both.branches[0].states: required, but missing',
    'states.both.branches[0].startAt: required, but missing',
  ])
})

test('prefix renames the machine of a single state', () => {
  const renamed = prefix('1 ', both({ type: 'parallel', branches: [{ type: 'pass' }] }) as never)
  const asl = desugar(renamed)
  expect(JSON.stringify(asl)).toContain('1 both[0][0]')
})

test('the activity of a single state is found', () => {
  expect(activitiesOf(both({ type: 'task', resource: 'add' }))).toEqual(['add'])
})
