import { parseArn } from '../../arn.ts'

/** How a task waits for the service that it calls (developer guide, connect-to-resource). */
export type Pattern = 'request' | 'sync' | 'sync:2' | 'waitForTaskToken'

/** A service integration: `arn:aws:states:::sqs:sendMessage.waitForTaskToken`. */
export interface Integration {
  /** `sqs`, or `aws-sdk:sqs` for a call of the service's own API. */
  readonly resourceType: string
  /** The action with its suffix, as events name it. */
  readonly resource: string
  readonly action: string
  readonly pattern: Pattern
}

const suffixes: readonly [string, Pattern][] = [
  ['.sync:2', 'sync:2'],
  ['.sync', 'sync'],
  ['.waitForTaskToken', 'waitForTaskToken'],
]

export const parseIntegration = (arn: string): Integration => {
  const parts = parseArn(arn)?.resource ?? []
  const isSdk = parts[0] === 'aws-sdk'
  const resourceType = parts.slice(0, isSdk ? 2 : 1).join(':')
  const resource = parts.slice(isSdk ? 2 : 1).join(':')
  const [suffix, pattern] = suffixes.find(([text]) => resource.endsWith(text)) ?? ['', 'request']
  return { resourceType, resource, action: resource.slice(0, resource.length - suffix.length), pattern }
}
