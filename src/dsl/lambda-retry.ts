import type { Retrier } from '../specs/definition.ts'

/**
 * The retrier that AWS recommends for every Lambda task: transient errors of the Lambda service are retried 6 times, after 2 seconds
 * and then twice as long each time (developer guide, Best practices; the AWS CDK adds the same by default).
 *
 * @example
 * defineStateMachine({ startAt: 'a', states: { a: { type: 'task', resource: 'lambda/f', retry: lambdaRetry, end: true } } })
 */
export const lambdaRetry = {
  errorEquals: [
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
  ],
  intervalSeconds: 2,
  maxAttempts: 6,
  backoffRate: 2,
} as const satisfies Retrier
