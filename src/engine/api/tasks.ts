import { z } from 'zod'
import * as fields from './model/fields.ts'
import { operation } from './model/operation.ts'

/** The operations with a task token. */
export const taskOperations = {
  SendTaskSuccess: operation(
    z.object({ taskToken: fields.taskToken, output: fields.payload }),
    ({ taskToken, output }, { tokens }) => {
      tokens.succeed(taskToken, output)
      return {}
    },
  ),

  SendTaskFailure: operation(
    z.object({ taskToken: fields.taskToken, error: fields.error.optional(), cause: fields.cause.optional() }),
    ({ taskToken, error, cause }, { tokens }) => {
      tokens.fail(taskToken, error, cause)
      return {}
    },
  ),

  SendTaskHeartbeat: operation(
    z.object({ taskToken: fields.taskToken }),
    ({ taskToken }, { tokens }) => {
      tokens.heartbeat(taskToken)
      return {}
    },
    { note: 'Restarts the heartbeat timeout.' },
  ),
}
