import { expect, test } from 'vitest'
import { defineStateMachine } from '../../src/dsl/define-state-machine.ts'
import { lambdaRetry } from '../../src/dsl/lambda-retry.ts'
import { validate } from '../../src/dsl/validate.ts'
import { desugar } from '../../src/sugar/desugar.ts'

test('lambdaRetry is a valid retrier of a Lambda task', () => {
  const definition = defineStateMachine({
    startAt: 'resize',
    states: { resize: { type: 'task', resource: 'lambda/resize', retry: lambdaRetry, end: true } },
  })
  expect(validate(definition)).toEqual([])
  expect(desugar(definition).States.resize?.Retry).toEqual([
    {
      ErrorEquals: [
        'Lambda.ClientExecutionTimeoutException',
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
      ],
      IntervalSeconds: 2,
      MaxAttempts: 6,
      BackoffRate: 2,
    },
  ])
})
