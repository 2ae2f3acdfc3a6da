import { executionArnOf } from '../arn.ts'
import { assertOptions, checkedElsewhere, type OptionChecks, stringCheck } from '../options.ts'
import { answered } from './answered.ts'
import { describeExecution } from './describe-execution.ts'
import { machineArn } from './environment.ts'
import { encodeInput } from './payload.ts'
import type { Session } from './session.ts'

export interface StartOptions {
  /** Any JSON value up to 262,144 bytes; `{}` by default. */
  readonly input?: unknown
  /** The execution's name, at most 80 characters, unique for 90 days; by default a UUID. */
  readonly name?: string
  /** An AWS X-Ray trace header. */
  readonly traceHeader?: string
}

/** The input is checked where it is written. */
export const startChecks: OptionChecks<StartOptions> = {
  input: checkedElsewhere,
  name: stringCheck('a name'),
  traceHeader: stringCheck('a header'),
}

export interface StartedExecution {
  readonly executionArn: string
  readonly startDate: Date
}

/**
 * Starts an execution and does not wait for it (StartExecution). It has a name before it is sent: so the SDK can repeat a request
 * whose answer was lost without starting a second execution.
 */
export const startExecution = async (
  session: Session,
  nameOrArn: string,
  options: StartOptions = {},
): Promise<StartedExecution> => {
  assertOptions('options', options, startChecks)
  const { name = session.system.uuid() } = options
  const request = startRequest(await machineArn(session, nameOrArn), { ...options, name })
  const { sfn, sdk } = await session.connect()
  try {
    const { executionArn, startDate } = answered(await sfn.send(new sdk.StartExecutionCommand(request)))
    return { executionArn, startDate }
  } catch (error) {
    if (options.name !== undefined || !isAlreadyThere(error)) throw error
    const { executionArn, startDate } = await describeExecution(session, executionArnOf(request.stateMachineArn, name))
    return { executionArn, startDate }
  }
}

/** Of a name that nobody else can know: an earlier attempt of the SDK has started the execution, and it has ended since. */
const isAlreadyThere = (error: unknown): boolean => error instanceof Error && error.name === 'ExecutionAlreadyExists'

/** What StartExecution and StartSyncExecution are asked. */
export const startRequest = (stateMachineArn: string, { input, name, traceHeader }: StartOptions) => ({
  stateMachineArn,
  input: encodeInput(input),
  name,
  traceHeader,
})
