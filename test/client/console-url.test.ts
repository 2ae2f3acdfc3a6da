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
