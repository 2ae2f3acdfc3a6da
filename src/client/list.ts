import type { ExecutionStatus, StateMachineType } from '@aws-sdk/client-sfn'
import { fromAwsName } from '../arn.ts'
import { assertOptions, type OptionChecks, stringCheck } from '../options.ts'
import { answered } from './answered.ts'
import { machineArn } from './environment.ts'
import { pages } from './pages.ts'
import type { Session } from './session.ts'

export interface ListedStateMachine {
  readonly name: string
  readonly stateMachineArn: string
  readonly type: StateMachineType
  readonly creationDate: Date
}

/** The state machines of the client's account and region, page by page as they are read (ListStateMachines). */
export async function* listStateMachines(session: Session): AsyncGenerator<ListedStateMachine> {
  const { sfn, sdk } = await session.connect()
  const ask = async (nextToken?: string) =>
    answered(await sfn.send(new sdk.ListStateMachinesCommand({ maxResults: 1000, nextToken })))
  for await (const { stateMachines } of pages(ask)) {
    for (const { name, stateMachineArn, type, creationDate } of stateMachines) {
      yield { name: fromAwsName(name), stateMachineArn, type, creationDate }
    }
  }
}

export interface ListedActivity {
  readonly name: string
  readonly activityArn: string
  readonly creationDate: Date
}

/** The activities of the client's account and region (ListActivities). */
export async function* listActivities(session: Session): AsyncGenerator<ListedActivity> {
  const { sfn, sdk } = await session.connect()
  const ask = async (nextToken?: string) =>
    answered(await sfn.send(new sdk.ListActivitiesCommand({ maxResults: 1000, nextToken })))
  for await (const { activities } of pages(ask)) {
    for (const { name, activityArn, creationDate } of activities) {
      yield { name: fromAwsName(name), activityArn, creationDate }
    }
  }
}

export interface ListedExecution {
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly name: string
  readonly status: ExecutionStatus
  readonly startDate: Date
  readonly stopDate?: Date
}

export interface ListExecutionsOptions {
  /** Only those that have this status. */
  readonly status?: ExecutionStatus
}

const checks: OptionChecks<ListExecutionsOptions> = { status: stringCheck('a status') }

/** A machine's executions, newest first (ListExecutions). */
export async function* listExecutions(
  session: Session,
  nameOrArn: string,
  options: ListExecutionsOptions = {},
): AsyncGenerator<ListedExecution> {
  assertOptions('options', options, checks)
  const { status } = options
  const stateMachineArn = await machineArn(session, nameOrArn)
  const { sfn, sdk } = await session.connect()
  const request = { stateMachineArn, maxResults: 1000, statusFilter: status }
  const ask = async (nextToken?: string) =>
    answered(await sfn.send(new sdk.ListExecutionsCommand({ ...request, nextToken })))
  for await (const { executions } of pages(ask)) {
    for (const { executionArn, name, status, startDate, stopDate } of executions) {
      yield { executionArn, stateMachineArn, name, status, startDate, ...(stopDate && { stopDate }) }
    }
  }
}
