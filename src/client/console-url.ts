import { placeOfArn } from '../arn.ts'

const domains: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

/** Where the AWS console shows a state machine. */
export const consoleUrl = (stateMachineArn: string): string => {
  const { partition, region } = placeOfArn(stateMachineArn) ?? { partition: '', region: '' }
  const domain = domains[partition] ?? `${region}.console.aws.amazon.com`
  return `https://${domain}/states/home?region=${region}#/statemachines/view/${encodeURIComponent(stateMachineArn)}`
}
