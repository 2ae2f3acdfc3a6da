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
 * Where the AWS console shows what an ARN names: a state machine or an execution.
 * @param startDate when the execution started; the console finds those of EXPRESS machines by it.
 * @throws TypeError for what is no such ARN.
 */
export const consoleUrl = (arn: string, startDate?: Date): string => {
  const parsed = parseArn(arn)
  const page = pages.get(parsed?.resource[0])
  if (!parsed || page === undefined)
    throw new TypeError(`no ARN of a state machine or an execution: ${JSON.stringify(arn)}`)
  const { partition, region } = parsed
  const domain = domains[partition] ?? `${region}.console.aws.amazon.com`
  const query = startDate ? `?startDate=${startDate.getTime()}` : ''
  return `https://${domain}/states/home?region=${region}#/${page}/${encodeURIComponent(arn)}${query}`
}
