import { describe, expect, test } from 'vitest'
import { alarm, grant, metric, permissions } from '../../src/deploy.ts'

const account = { region: 'us-east-1', accountId: '123456789012' }
const own = 'us-east-1:123456789012'

describe('metric', () => {
  test.each([
    ['adder', 'failed', 'ExecutionsFailed', { StateMachineArn: `arn:aws:states:${own}:stateMachine:adder` }],
    ['machine/adder', 'time', 'ExecutionTime', { StateMachineArn: `arn:aws:states:${own}:stateMachine:adder` }],
    ['activity/add', 'timedOut', 'ActivitiesTimedOut', { ActivityArn: `arn:aws:states:${own}:activity:activity__add` }],
    ['lambda/f', 'failed', 'LambdaFunctionsFailed', { LambdaFunctionArn: `arn:aws:lambda:${own}:function:f` }],
    [
      'sqs:sendMessage',
      'time',
      'ServiceIntegrationTime',
      { ServiceIntegrationResourceArn: 'arn:aws:states:::sqs:sendMessage' },
    ],
    ['StateTransition', 'throttled', 'ThrottledEvents', { ServiceMetric: 'StateTransition' }],
  ])('%s %s', (resource, name, metricName, dimensions) => {
    expect(metric(resource, name, account)).toMatchObject({ namespace: 'AWS/States', metricName, dimensions })
  })

  test('rejects an unknown name', () => {
    expect(() => metric('adder', 'faild')).toThrow('unknown metric "faild" of "adder"; expected one of started,')
  })
})

test('an alarm is the input of PutMetricAlarm', () => {
  expect(alarm(metric('adder', 'failed', account), { threshold: 1 })).toEqual({
    AlarmName: 'ExecutionsFailed-adder',
    Namespace: 'AWS/States',
    MetricName: 'ExecutionsFailed',
    Dimensions: [{ Name: 'StateMachineArn', Value: `arn:aws:states:${own}:stateMachine:adder` }],
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [],
  })
})

describe('grant', () => {
  test('gives the statements of who uses a state machine', () => {
    expect(grant('adder', 'redrive', account)).toEqual([
      {
        effect: 'Allow',
        actions: ['states:RedriveExecution'],
        resources: [`arn:aws:states:${own}:execution:adder:*`],
        states: [],
      },
    ])
  })

  test('gives the statements of the workers of an activity', () => {
    expect(grant('activity/add', 'work', account)[0]).toMatchObject({
      actions: [
        'states:GetActivityTask',
        'states:SendTaskFailure',
        'states:SendTaskHeartbeat',
        'states:SendTaskSuccess',
      ],
      resources: [`arn:aws:states:${own}:activity:activity__add`],
    })
  })

  test('rejects an unknown name', () => {
    expect(() => grant('adder', 'raed')).toThrow('unknown grant "raed" of "adder"; expected one of start,')
  })
})

test.each([
  [{ accountId: '123456789012' }, 'account.region must be a region, such as "us-east-1", got undefined'],
  [{ region: 'us-east-1' }, 'account.accountId must be a string of 12 digits, got undefined'],
  [
    { region: 'us-east-1', accountId: 123456789012 },
    'account.accountId must be a string of 12 digits, got 123456789012',
  ],
])('the account %j is incomplete', (given, problem) => {
  const wrong = JSON.parse(JSON.stringify(given))
  expect(() => metric('adder', 'failed', wrong)).toThrow(problem)
  expect(() => grant('adder', 'start', wrong)).toThrow(problem)
  expect(() => permissions({ startAt: 'a', states: { a: { type: 'succeed' } } }, wrong)).toThrow(problem)
})

test.each([
  [{ periodSeconds: Number.POSITIVE_INFINITY }, 'options.periodSeconds must be a whole number of seconds from 1'],
  [{ periodSeconds: 0 }, 'options.periodSeconds must be a whole number of seconds from 1, got 0'],
  [{ evaluationPeriods: 1.5 }, 'options.evaluationPeriods must be a whole number of periods from 1, got 1.5'],
])('an alarm with %o is an error', (options, problem) => {
  expect(() => alarm(metric('adder', 'failed'), options)).toThrow(problem)
})
