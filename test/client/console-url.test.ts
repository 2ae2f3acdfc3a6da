import { expect, test } from 'vitest'
import { consoleUrl } from '../../src/client/console-url.ts'

test.for([
  ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'console.amazonaws-us-gov.com'],
] as const)('the console of partition %s', ([partition, region, domain]) => {
  expect(consoleUrl(`arn:${partition}:states:${region}:123456789012:stateMachine:adder`)).toBe(
    `https://${domain}/states/home?region=${region}#/statemachines/view/` +
      `arn%3A${partition}%3Astates%3A${region}%3A123456789012%3AstateMachine%3Aadder`,
  )
})

const arnOf = (resource: string) => `arn:aws:states:eu-west-1:123456789012:${resource}`
test.for([
  ['execution:adder:e', 'v2/executions/details/', ''],
  ['express:adder:e:1', 'express-executions/details/', '?startDate=5000'],
] as const)('the page of %s', ([resource, page, query]) => {
  const url = consoleUrl(arnOf(resource), query === '' ? undefined : new Date(5000))
  expect(url.split('#/')[1]).toBe(`${page}${encodeURIComponent(arnOf(resource))}${query}`)
})

test('a string that is not the ARN of a state machine or an execution is rejected', () => {
  expect(() => consoleUrl('adder')).toThrow('expected the ARN of a state machine or an execution, found "adder"')
  expect(() => consoleUrl('arn:aws:s3:::constructor')).toThrow(TypeError)
})
