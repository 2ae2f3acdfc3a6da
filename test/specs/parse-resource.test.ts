import { expect, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { formatIssue } from '../../src/errors.ts'

const linesOf = (resource: string) =>
  validate({ startAt: 's', states: { s: { type: 'task', resource, end: true } } }).map(formatIssue)

test.each([
  ['lamda/f', 'lamda/', 'lambda/'],
  ['Lambda/f', 'Lambda/', 'lambda/'],
  ['activities/add', 'activities/', 'activity/'],
  ['activty/add', 'activty/', 'activity/'],
  ['machines/child', 'machines/', 'machine/'],
])('%s is rejected with the right prefix', (resource, prefix, meant) => {
  expect(linesOf(resource)).toEqual([`states.s.resource: unknown prefix "${prefix}"; did you mean "${meant}"?`])
})

test.each(['add', 'orders/price', 'activity/add', 'a/b/c', 'active/x'])('%s is an activity', (resource) => {
  expect(linesOf(resource)).toEqual([])
})
