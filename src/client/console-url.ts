import { parseArn } from '../arn.ts'

const domains: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

const pages: ReadonlyMap<string | undefined, string> = new Map([
  ['stateMachine', 'statemachines/view'],
  ['execution', 'v2/executions/details'],
  ['express', 'express-executions/details'],
])

/**
 * Returns the URL of the AWS console's page for a state machine or an execution.
 * @param startDate the start of the execution; the console needs it to find EXPRESS executions.
 * @throws TypeError if `arn` is not the ARN of a state machine or an execution.
 *
 * @example
 * const { stateMachineArn } = await describeStateMachine('orders')
 * console.log(consoleUrl(stateMachineArn))
 */
export const consoleUrl = (arn: string, startDate?: Date): string => {
  const parsed = parseArn(arn)
  const page = pages.get(parsed?.resource[0])
  if (!parsed || page === undefined)
    throw new TypeError(`expected the ARN of a state machine or an execution, found ${JSON.stringify(arn)}`)
  const { partition, region } = parsed
  const domain = domains[partition] ?? `${region}.console.aws.amazon.com`
  const query = startDate ? `?startDate=${startDate.getTime()}` : ''
  return `https://${domain}/states/home?region=${region}#/${page}/${encodeURIComponent(arn)}${query}`
}
