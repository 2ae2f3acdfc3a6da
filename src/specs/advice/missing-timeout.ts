import type { StateRule } from '../rules/rule.ts'

const limits = ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath']

/** A task that waits for a task token has a timeout or a heartbeat. Without one, a lost token keeps the execution waiting for a year. */
export const missingTimeout: StateRule = ({ fields, path }) => {
  const { Resource: arn } = fields
  const waits = typeof arn === 'string' && arn.endsWith('.waitForTaskToken')
  if (!waits || limits.some((key) => fields[key] !== undefined)) return []
  const message = 'this task waits for its token without a time limit'
  const hint = 'add "timeoutSeconds" or "heartbeatSeconds"'
  return [{ path, code: 'MISSING_TIMEOUT', severity: 'warning', message, hint }]
}
