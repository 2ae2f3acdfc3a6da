import type { Finding } from '../finding.ts'
import type { StateRule } from '../rules/rule.ts'
import { parseServiceIntegration } from '../service-integrations.ts'

const limits = ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath']

/** A task that waits for a task token has a timeout or a heartbeat. Without one, a lost token keeps the execution waiting for a year. */
export const missingTimeout: StateRule = function* ({ fields, path }): Generator<Finding> {
  const { Resource: arn } = fields
  if (typeof arn !== 'string' || parseServiceIntegration(arn)?.pattern !== 'waitForTaskToken') return
  if (limits.some((key) => fields[key] !== undefined)) return
  yield {
    path,
    code: 'MISSING_TIMEOUT',
    severity: 'warning',
    message: 'this task waits for its token without a time limit',
    hint: 'add "timeoutSeconds" or "heartbeatSeconds"',
  }
}
