import { expect, test } from 'vitest'
import { activitiesOf, heartbeatsOf } from '../../src/dsl/activities.ts'

const task = (resource: string, fields: object = {}) => ({ type: 'task', resource, end: true, ...fields })
const definition = {
  startAt: 'a',
  states: {
    a: task('activity/a', { heartbeatSeconds: 30 }),
    b: task('activity/b'),
    both: {
      type: 'parallel',
      branches: [{ startAt: 'c', states: { c: task('activity/a', { heartbeatSeconds: 6 }) } }],
    },
    each: { type: 'map', itemProcessor: { startAt: 'd', states: { d: task('activity/d') } } },
    call: task('lambda:invoke', { heartbeatSeconds: 3 }),
    computed: task('activity/b', { heartbeatSeconds: '{% $s %}' }),
  },
}

test('activities are found in branches and item processors, without duplicates', () => {
  expect(activitiesOf(definition)).toEqual(['activity/a', 'activity/b', 'activity/d'])
})

test('the heartbeat interval is a third of the shortest heartbeatSeconds of an activity', () => {
  expect(heartbeatsOf(definition)).toEqual({ 'activity/a': 2 })
})
