import { expect, test } from 'vitest'
import { awsEnvironment } from '../../src/arn.ts'
import { toDeployableAsl } from '../../src/dsl/to-deployable-asl.ts'
import { DefinitionError } from '../../src/errors.ts'

const environment = awsEnvironment('eu-west-1', '123456789012')
const branchOf = (resource: string) => ({
  startAt: resource,
  states: { [resource]: { type: 'task', resource, end: true } },
})

test('a definition becomes ASL with the ARNs in an AWS environment', () => {
  const definition = {
    name: 'adder',
    startAt: 'add',
    states: { add: { type: 'task', resource: 'activity/add', end: true } },
  }
  expect(toDeployableAsl(definition, environment)).toEqual({
    name: 'adder',
    asl: {
      StartAt: 'add',
      States: {
        add: { Type: 'Task', Resource: 'arn:aws:states:eu-west-1:123456789012:activity:activity__add', End: true },
      },
    },
    activities: ['activity/add'],
  })
})

test('activities are found in branches and processors, without duplicates', () => {
  const definition = {
    startAt: 'all',
    states: {
      all: { type: 'parallel', branches: [branchOf('activity/a'), branchOf('lambda/f')], next: 'each' },
      each: { type: 'map', itemProcessor: branchOf('activity/b'), next: 'again' },
      again: { type: 'task', resource: 'activity/a', next: 'service' },
      service: {
        type: 'task',
        resource: 'sqs:sendMessage',
        parameters: { QueueUrl: 'q', MessageBody: 'm' },
        end: true,
      },
    },
  }
  expect(toDeployableAsl(definition, environment).activities).toEqual(['activity/a', 'activity/b'])
})

test.each([
  ['cn-north-1', 'arn:aws-cn:states:cn-north-1:123456789012:activity:add'],
  ['us-gov-west-1', 'arn:aws-us-gov:states:us-gov-west-1:123456789012:activity:add'],
])('an activity in %s has that partition', (region, arn) => {
  const { asl } = toDeployableAsl(branchOf('add'), awsEnvironment(region, '123456789012'))
  expect(asl.States.add).toMatchObject({ Resource: arn })
})

test('ASL stays as it is', () => {
  const asl = { StartAt: 'a', States: { a: { Type: 'Pass', End: true } } }
  expect(toDeployableAsl(asl, environment)).toEqual({ name: undefined, asl, activities: [] })
})

test('an invalid definition is rejected with every error, one per line', () => {
  const definition = { startAt: 'a', states: { a: { type: 'pass', nxt: 'b' }, b: { type: 'succeed' } } }
  const compile = () => toDeployableAsl(definition, environment)
  expect(compile).toThrow(DefinitionError)
  expect(compile).toThrow(
    [
      'states.a: needs "next" or "end"',
      'states.a.nxt: unknown field "nxt"; did you mean "next"?',
      'states.b: no transition leads to this state',
    ].join('\n'),
  )
})

test('a definition with warnings is accepted', () => {
  const definition = { startAt: 'a', states: { a: { type: 'pass', FieldOfTomorrow: 1, end: true } } }
  expect(toDeployableAsl(definition, environment).asl.States.a).toHaveProperty('FieldOfTomorrow', 1)
})
