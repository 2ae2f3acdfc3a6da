import type { ExecutionStatus } from '@aws-sdk/client-sfn'
import { assertOptions, type OptionChecks, stringCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
import type { Session } from './session.ts'

export interface ListedExecution {
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly name: string
  readonly status: ExecutionStatus
  readonly startDate: Date
  /** Absent while the execution runs. */
  readonly stopDate?: Date
}

export interface ListExecutionsOptions {
  /** Lists only the executions with this status. */
  readonly status?: ExecutionStatus
}

const checks: OptionChecks<ListExecutionsOptions> = { status: stringCheck('a status') }

/** Lists the executions of a state machine, newest first, page by page as they are read (ListExecutions). */
export async function* listExecutions(
  session: Session,
  nameOrArn: string,
  options: ListExecutionsOptions = {},
): AsyncGenerator<ListedExecution> {
  assertOptions('options', options, checks)
  const { status } = options
  const stateMachineArn = await resolveStateMachineArn(session, nameOrArn)
  const { sfn, sdk } = await session.connect()
  const filter = { stateMachineArn, maxResults: 1000, statusFilter: status }
  const request = async (nextToken?: string) =>
    completeOutput(await sfn.send(new sdk.ListExecutionsCommand({ ...filter, nextToken })))
  for await (const { executions } of pages(request)) {
    for (const { executionArn, name, status, startDate, stopDate } of executions) {
      yield { executionArn, stateMachineArn, name, status, startDate, ...(stopDate && { stopDate }) }
    }
  }
}
