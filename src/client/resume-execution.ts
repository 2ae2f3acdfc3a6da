import { isJsonObject, type Json } from '../json.ts'
import { assertOptions, booleanCheck, expectedOneOf, type OptionChecks, stringCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { describeExecution } from './describe-execution.ts'
import { fetchStateMachine } from './describe-state-machine.ts'
import { ensureStartAt, type StartedStateMachine } from './ensure-start-at.ts'
import type { ExecutionDescription } from './execution-description.ts'
import type { ExecutionEvent } from './execution-event.ts'
import { executionHistory } from './execution-history.ts'
import { redriveExecution } from './redrive-execution.ts'
import type { Session } from './session.ts'
import { startExecution } from './start-execution.ts'

export interface ResumeOptions {
  /** The state to continue from, with the input that it had when it was entered last. Default: the state that was entered last. */
  readonly startAt?: string
  /**
   * True to use the current definition of the state machine in place of the one that the execution ran: after a correction. Default false.
   */
  readonly latest?: boolean
  /** The name of a new execution. Default: the name of the execution, with a random end if it is taken. */
  readonly name?: string
}

const checks: OptionChecks<ResumeOptions> = {
  startAt: stringCheck('the name of a state'),
  latest: booleanCheck,
  name: stringCheck('a name'),
}

/** An execution that continues. */
export interface ResumedExecution {
  /** The same execution if it was redriven, else a new one. */
  readonly executionArn: string
  /** True if the execution itself continues, false if a new one does. */
  readonly isRedriven: boolean
  /** The state that a new execution starts with. */
  readonly startAt?: string
}

/**
 * Continues an execution that did not succeed, and does not wait for its end. It is redriven if AWS allows that and no option is given. Else a
 * new execution starts at the state that was entered last, with that state's input and the variables at that time, on a state machine that
 * has the same definition and starts there.
 * @throws Error if the execution runs, has succeeded, or has no history; RangeError if the state was not entered; TypeError for a wrong option.
 */
export const resumeExecution = async (
  session: Session,
  executionArn: string,
  options: ResumeOptions = {},
): Promise<ResumedExecution> => {
  assertOptions('options', options, checks)
  const execution = await describeExecution(session, executionArn)
  assertEnded(execution)
  const isPlain = options.startAt === undefined && options.name === undefined && !options.latest
  if (isPlain && execution.redrive?.status === 'REDRIVABLE') {
    await redriveExecution(session, executionArn)
    return { executionArn, isRedriven: true }
  }
  const checkpoint = await readCheckpoint(session, execution, options.startAt)
  const stateMachine = options.latest
    ? await fetchStateMachine(session, execution.stateMachineArn)
    : await fetchForExecution(session, executionArn)
  const { state = startOf(stateMachine), input, variables } = checkpoint
  const names = Object.keys(variables)
  const stateMachineArn = await ensureStartAt(session, stateMachine, { state, variables: names })
  const started = await startNamed(session, stateMachineArn, {
    input: names.length === 0 ? input : { input, variables },
    name: execution.name,
    ...(options.name !== undefined && { fixedName: options.name }),
  })
  return { executionArn: started, isRedriven: false, startAt: state }
}

const assertEnded = ({ status, executionArn, mapRunArn }: ExecutionDescription): void => {
  if (mapRunArn !== undefined)
    throw new Error(`${executionArn} is a child execution of a map run; resume the execution that started the map run`)
  if (status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED') return
  throw new Error(
    `${executionArn} is ${status}; only an execution that failed, timed out or was aborted can be resumed`,
  )
}

const fetchForExecution = async (session: Session, executionArn: string): Promise<StartedStateMachine> => {
  const { sfn, sdk } = await session.connect()
  return completeOutput(await sfn.send(new sdk.DescribeStateMachineForExecutionCommand({ executionArn })))
}

const startOf = ({ definition }: StartedStateMachine): string => String(Object(JSON.parse(definition)).StartAt)

/** A state when it was entered. */
interface Checkpoint {
  /** Absent if the execution entered no state. */
  readonly state?: string
  readonly input: Json
  readonly variables: Readonly<Record<string, Json>>
}

/** The last entry of a state that is not inside of a Parallel or Map state, in the history of an execution. */
const readCheckpoint = async (
  session: Session,
  { executionArn, input = {} }: ExecutionDescription,
  wanted: string | undefined,
): Promise<Checkpoint> => {
  const variables = new Map<string, Json>()
  const visited = new Set<string>()
  let checkpoint: Checkpoint = { input, variables: {} }
  for await (const event of executionHistory(session, executionArn)) {
    if (event.state === undefined || event.path.length !== 1) continue
    if (event.type.endsWith('StateEntered')) {
      visited.add(event.state)
      if (wanted !== undefined && event.state !== wanted) continue
      checkpoint = { state: event.state, input: inputOf(event), variables: Object.fromEntries(variables) }
    }
    if (event.type.endsWith('StateExited')) for (const [name, value] of assignedIn(event)) variables.set(name, value)
  }
  if (wanted === undefined || checkpoint.state !== undefined) return checkpoint
  const names = [...visited]
  throw new RangeError(`the execution has not entered ${JSON.stringify(wanted)}; ${expectedOneOf(wanted, names)}`)
}

/** @throws Error if AWS has cut the input: then the state cannot be entered again. */
const inputOf = ({ details, state }: ExecutionEvent): Json => {
  const { input = null, inputDetails } = Object(details) as { input?: Json; inputDetails?: { truncated?: boolean } }
  if (inputDetails?.truncated) throw new Error(`the history has only a part of the input of ${JSON.stringify(state)}`)
  return input
}

const assignedIn = ({ details }: ExecutionEvent): [string, Json][] => {
  const { assignedVariables } = Object(details) as { assignedVariables?: unknown }
  if (!isJsonObject(assignedVariables)) return []
  return Object.entries(assignedVariables).map(([name, json]) => [name, JSON.parse(String(json))])
}

interface NamedStart {
  readonly input: unknown
  /** The name to try first. */
  readonly name: string
  /** A name that the caller has chosen. */
  readonly fixedName?: string
}

/** The longest name of an execution (Step Functions quotas), and the length of its random end. */
const MAX_NAME = 80
const END_LENGTH = 8

/** Starts an execution with the name of the one that it continues, and a random end if that name is taken. */
const startNamed = async (
  session: Session,
  stateMachineArn: string,
  { input, name, fixedName }: NamedStart,
): Promise<string> => {
  const start = async (name: string) => (await startExecution(session, stateMachineArn, { input, name })).executionArn
  if (fixedName !== undefined) return start(fixedName)
  try {
    return await start(name)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error
    return start(`${name.slice(0, MAX_NAME - END_LENGTH - 1)}-${session.system.uuid().slice(0, END_LENGTH)}`)
  }
}
