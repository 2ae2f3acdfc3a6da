import { type Finding, SCHEMA } from '../finding.ts'
import type { StateRule } from './rule.ts'

/** The heartbeat interval is shorter than the timeout (ASL spec, Timeouts and heartbeats). */
export const timeouts: StateRule = function* ({ fields, path }): Generator<Finding> {
  const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = fields
  if (typeof heartbeat !== 'number' || typeof timeout !== 'number' || heartbeat < timeout) return
  yield {
    path: [...path, 'HeartbeatSeconds'],
    code: SCHEMA,
    message: 'HeartbeatSeconds must be smaller than TimeoutSeconds',
    literalMessage: `must be less than the timeout of ${timeout} seconds, found ${heartbeat}`,
  }
}
