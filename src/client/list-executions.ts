import type { ExecutionStatus } from '@aws-sdk/client-sfn'
import { assertOptions, type OptionChecks, oneOfCheck, required, stringCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
import type { Session } from './session.ts'
import { withoutUndefined } from './without-undefined.ts'

export interface ListedExecution {
  readonly executionArn: string
  readonly stateMachineArn: string
  /** The map run of a child execution. */
  readonly mapRunArn?: string
  /** How many items of its map run a child execution processes. */
  readonly itemCount?: number
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

/** The child executions of a map run. */
export interface MapRunExecutions extends ListExecutionsOptions {
  readonly mapRunArn: string
}

const status = oneOfCheck('RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE')
const checks: OptionChecks<ListExecutionsOptions> = { status }
const mapRunChecks: OptionChecks<MapRunExecutions> = {
  mapRunArn: required(stringCheck('the ARN of a map run')),
  status,
}

/**
 * Lists the executions of a state machine, or the child executions of a map run, newest first, page by page as they are read
 * (ListExecutions).
 */
export async function* listExecutions(
  session: Session,
  of: string | MapRunExecutions,
  options: ListExecutionsOptions = {},
): AsyncGenerator<ListedExecution> {
  const filter = await filterOf(session, of, options)
  const { sfn, sdk } = await session.connect()
  const request = async (nextToken?: string) =>
    completeOutput(await sfn.send(new sdk.ListExecutionsCommand({ ...filter, maxResults: 1000, nextToken })))
  for await (const { executions } of pages(request)) {
    for (const { executionArn, stateMachineArn, name, status, startDate, ...rest } of executions) {
      const { stopDate, mapRunArn, itemCount } = rest
      const always = { executionArn, stateMachineArn, name, status, startDate }
      yield { ...always, ...withoutUndefined({ stopDate, mapRunArn, itemCount }) }
    }
  }
}

const filterOf = async (session: Session, of: string | MapRunExecutions, options: ListExecutionsOptions) => {
  if (typeof of === 'object') {
    assertOptions('options', of, mapRunChecks)
    return { mapRunArn: of.mapRunArn, statusFilter: of.status }
  }
  assertOptions('options', options, checks)
  return { stateMachineArn: await resolveStateMachineArn(session, of), statusFilter: options.status }
}
