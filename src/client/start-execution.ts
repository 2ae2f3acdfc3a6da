import { executionArnOf, parseArn } from '../arn.ts'
import { stamp } from '../dsl/stamp.ts'
import { isJsonObject } from '../json.ts'
import { assertOptions, booleanCheck, checkedElsewhere, type OptionChecks, stringCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { describeExecution } from './describe-execution.ts'
import { resolveStart } from './ensure-start-at.ts'
import { parseInput } from './parse-payload.ts'
import { encodeInput } from './payload.ts'
import { resolveStateMachineArn, type StateMachineReference } from './resolve-arn.ts'
import type { Session } from './session.ts'

export interface StartOptions {
  /** Any JSON value of at most 262,144 bytes. Default `{}`. */
  readonly input?: unknown
  /** The execution's name: at most 80 characters, unique for 90 days. Default: a UUID. */
  readonly name?: string
  /** An AWS X-Ray trace header. */
  readonly traceHeader?: string
  /**
   * Adds `state-machine-name` and `execution-name` to an input that is an object, as the function `stamp` does. Default false: in a
   * definition, the context object has these names.
   */
  readonly stamp?: boolean
  /**
   * The state with which the execution starts, in place of the definition's own. The execution runs on a state machine that starts there, with
   * the same definition, role and settings: its name ends in `-from-` and a digest. It is created when it is needed first.
   */
  readonly startAt?: string
  /** The values of workflow variables at the start, with `startAt`. */
  readonly variables?: Readonly<Record<string, unknown>>
}

/** `encodeInput` checks the input. */
export const startChecks: OptionChecks<StartOptions> = {
  input: checkedElsewhere,
  name: stringCheck('a name'),
  traceHeader: stringCheck('a header'),
  stamp: booleanCheck,
  startAt: stringCheck('the name of a state'),
  variables: { expected: 'an object of values by variable', fits: isJsonObject },
}

export interface StartedExecution {
  readonly executionArn: string
  readonly startDate: Date
}

/**
 * Starts an execution and does not wait for it (StartExecution). The request always has a name, so that the SDK can repeat a
 * request whose response was lost without starting a second execution.
 */
export const startExecution = async (
  session: Session,
  ref: StateMachineReference,
  options: StartOptions = {},
): Promise<StartedExecution> => {
  assertOptions('options', options, startChecks)
  const { name = session.system.uuid() } = options
  const start = { ...options, input: await parseInput(ref, options.input) }
  const { stateMachineArn, input } = await resolveStart(session, await resolveStateMachineArn(session, ref), start)
  const request = startRequest(stateMachineArn, { ...options, input, name })
  const { sfn, sdk } = await session.connect()
  try {
    const { executionArn, startDate } = completeOutput(await sfn.send(new sdk.StartExecutionCommand(request)))
    return { executionArn, startDate }
  } catch (error) {
    if (options.name !== undefined || !isDuplicate(error)) throw error
    const { executionArn, startDate } = await describeExecution(session, executionArnOf(request.stateMachineArn, name))
    return { executionArn, startDate }
  }
}

/** With a random name this means: an earlier attempt of the SDK has started the execution, and it has ended since. */
const isDuplicate = (error: unknown): boolean => error instanceof Error && error.name === 'ExecutionAlreadyExists'

/** A request that starts an execution which has a name. */
interface NamedOptions extends StartOptions {
  readonly name: string
}

/** The request of StartExecution and StartSyncExecution. */
export const startRequest = (
  stateMachineArn: string,
  { input, name, traceHeader, stamp: isStamped }: NamedOptions,
) => ({
  stateMachineArn,
  input: encodeInput(isStamped ? stamp(input ?? {}, namesOf(stateMachineArn, name)) : input),
  name,
  traceHeader,
})

const namesOf = (stateMachineArn: string, executionName: string) => ({
  stateMachineName: parseArn(stateMachineArn)?.resource[1] ?? stateMachineArn,
  executionName,
})
