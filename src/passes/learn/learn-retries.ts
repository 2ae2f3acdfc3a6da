import type { ExecutionEvent } from '../../client/execution-event.ts'
import { isJsonObject } from '../../json.ts'
import {
  assertOptions,
  assertValue,
  methodsCheck,
  type OptionChecks,
  required,
  stringCheck,
  stringsCheck,
} from '../../options.ts'
import type { Stepwise } from '../../stepwise.ts'
import { namedTasks } from '../named-tasks.ts'
import { readDefinition } from '../rewrite-definition.ts'
import { checkRetry } from './check-retry.ts'
import { type FailureModel, failureModel } from './failure-model.ts'
import { type ProposedRetry, retryCandidates } from './propose-retry.ts'
import { readAttempts, type TaskAttempt } from './read-attempts.ts'

/** The functions of Step Functions that read executions. */
export type ExecutionReader = Pick<Stepwise, 'describeStateMachine' | 'listExecutions' | 'executionHistory'>

export interface LearnRetriesOptions {
  /** The number of executions to read, the newest first, or their histories. Default 500. */
  readonly executions?: number | Iterable<Iterable<ExecutionEvent>> | undefined
  /** The tasks that may run twice: resources as the definition writes them (`activity/price`), or names of states. Others get no proposal. */
  readonly idempotent: readonly string[]
  /** The probability of success to reach, from 0 to 1. Default 0.99. */
  readonly target?: number | undefined
  /** The most seconds that the delays of a retrier may take together. Default 300. */
  readonly withinSeconds?: number | undefined
  /** The number of simulated executions that check a proposal. Default 400. */
  readonly simulations?: number | undefined
  /** The seed of the simulations. Default 1. */
  readonly seed?: number | undefined
  /** The functions that read executions. Default those of `stepwise-ts`, on AWS. */
  readonly stepwise?: ExecutionReader | undefined
  /** The status of the executions to read. Default all. */
  readonly status?: 'SUCCEEDED' | 'FAILED' | undefined
}

/** A retrier that a task should have. */
export interface RetryProposal {
  readonly retry: ProposedRetry
  /** The estimated probability that the task succeeds with it. */
  readonly success: number
  /** The share of simulated executions that succeeded with it. */
  readonly simulated: number
  /** The expected delay of an execution, in seconds. */
  readonly delaySeconds: number
}

/** The failures of a task with one error. */
export interface LearnedFailure extends Omit<FailureModel, 'rate'> {
  readonly state: string
  readonly error: string
  /** The share of attempts that failed so. */
  readonly failureRate: number
  readonly proposal?: RetryProposal
  /** The reason why a proposal is missing. */
  readonly reason?: string
}

/** The failures of the tasks of a state machine, from histories. */
export interface LearnedRetries {
  /** The number of executions that were read. */
  readonly executions: number
  /** The most frequent failures first. */
  readonly failures: readonly LearnedFailure[]
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < 1
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0

const isList = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value

const checks: OptionChecks<LearnRetriesOptions> = {
  executions: {
    expected: 'a number of executions from 1, or a list of histories',
    fits: (given) => isCount(given) || isList(given),
  },
  idempotent: required(stringsCheck('an array of resources or names of states')),
  target: { expected: 'a number between 0 and 1', fits: isShare },
  withinSeconds: {
    expected: 'a number of seconds from 1',
    fits: (seconds) => typeof seconds === 'number' && seconds >= 1,
  },
  simulations: { expected: 'an integer from 1', fits: isCount },
  seed: { expected: 'an integer', fits: (seed) => Number.isSafeInteger(seed) },
  stepwise: methodsCheck(
    'an object with the functions of stepwise-ts',
    'describeStateMachine',
    'listExecutions',
    'executionHistory',
  ),
  status: stringCheck('"SUCCEEDED" or "FAILED"', (status) => status === 'SUCCEEDED' || status === 'FAILED'),
}

const historyCheck = required({ expected: 'a history: a list of events', fits: isList })

/**
 * Reads the histories of executions, and proposes a retrier for each task and error that would reach a probability of success. Each proposal
 * is checked by simulated executions. Nothing is changed.
 *
 * The delays of the retries that succeeded show which delays help. For a task without retries, the executions that followed a failure are
 * used instead; they cannot show that an error depends on the input. Estimates are upper bounds, so that few executions lead to more
 * attempts. AWS does not keep histories of EXPRESS executions.
 * @param machine the name or ARN of a state machine, or a definition whose histories are given.
 * @throws DefinitionError with every error of the definition; TypeError for a wrong option, or a name that no task has; the errors of the
 * SDK.
 *
 * @example
 * const runs = [await simulate(orders, { input: { item: 'book' }, handlers })]
 * const histories = runs.map(({ history }) => history)
 * const { failures } = await learnRetries(orders, { executions: histories, idempotent: ['activity/price'] })
 * expect(failures).toEqual([])
 */
export const learnRetries = async (machine: string | object, options: LearnRetriesOptions): Promise<LearnedRetries> => {
  assertOptions<LearnRetriesOptions>('options', options, checks)
  const { executions = 500, idempotent, target = 0.99, withinSeconds = 300, simulations = 400, seed = 1 } = options
  const reader =
    options.stepwise ?? (isRead(machine, executions) ? await import('../../default-stepwise.ts') : undefined)
  const definition = typeof machine === 'string' ? await definitionOf(machine, reader) : machine
  readDefinition(definition)
  const isIdempotent = namedTasks(definition, idempotent, 'options.idempotent')
  const histories =
    typeof executions === 'number' ? await readHistories(machine, { reader, executions, options }) : [...executions]
  for (const [index, history] of histories.entries()) assertValue(`options.executions[${index}]`, history, historyCheck)
  const attempts = histories.map((history) => readAttempts(history))
  const failures: LearnedFailure[] = []
  for (const { state, error } of errorsIn(attempts)) {
    const model = failureModel(attemptsOf(attempts, state), error)
    const known = { state, error, ...summaryOf(model) }
    const proposed = isIdempotent(state)
      ? await propose(error, model, { target, withinSeconds, simulations, seed })
      : { reason: 'the task is not marked as idempotent' }
    failures.push({ ...known, ...proposed })
  }
  return { executions: histories.length, failures: failures.sort((a, b) => b.failures - a.failures) }
}

const isRead = (machine: string | object, executions: unknown): boolean =>
  typeof machine === 'string' || typeof executions === 'number'

const definitionOf = async (machine: string, reader: ExecutionReader | undefined): Promise<unknown> =>
  (await reader?.describeStateMachine(machine))?.definition

interface Reading {
  readonly reader: ExecutionReader | undefined
  readonly executions: number
  readonly options: LearnRetriesOptions
}

const readHistories = async (
  machine: string | object,
  { reader, executions, options: { status } }: Reading,
): Promise<ExecutionEvent[][]> => {
  const name = typeof machine === 'string' ? machine : isJsonObject(machine) ? machine.name : undefined
  if (typeof name !== 'string')
    throw new TypeError('options.executions must be a list of histories, because the definition has no name')
  if (!reader) return []
  const histories: ExecutionEvent[][] = []
  for await (const { executionArn } of reader.listExecutions(name, status ? { status } : {})) {
    const events: ExecutionEvent[] = []
    for await (const event of reader.executionHistory(executionArn)) events.push(event)
    histories.push(events)
    if (histories.length === executions) break
  }
  return histories
}

/** Each state with each error that it failed with. States.Runtime is never retried. */
const errorsIn = (executions: readonly (readonly TaskAttempt[])[]): { state: string; error: string }[] => {
  const found = new Map<string, { state: string; error: string }>()
  for (const { state, error } of executions.flat())
    if (error !== undefined && error !== 'States.Runtime') found.set(JSON.stringify([state, error]), { state, error })
  return [...found.values()]
}

const attemptsOf = (executions: readonly (readonly TaskAttempt[])[], state: string): TaskAttempt[][] =>
  executions.map((attempts) => attempts.filter((attempt) => attempt.state === state))

const summaryOf = ({ attempts, failures, evidence, repeats }: FailureModel) => ({
  attempts,
  failures,
  failureRate: failures / attempts,
  evidence,
  repeats,
})

interface Proposing {
  readonly target: number
  readonly withinSeconds: number
  readonly simulations: number
  readonly seed: number
}

/** The proposals that are simulated, at most. */
const MOST_CHECKS = 5
const LESS_OFTEN = 0.8

const propose = async (
  error: string,
  model: FailureModel,
  { target, withinSeconds, simulations, seed }: Proposing,
): Promise<Pick<LearnedFailure, 'proposal' | 'reason'>> => {
  if (model.evidence === 'none') return { reason: 'too few attempts followed a failure' }
  let candidates = retryCandidates(error, model, { target, withinSeconds })
  for (let check = 0; check < MOST_CHECKS; check++) {
    const [candidate] = candidates
    if (!candidate) break
    const { retry, success, delaySeconds } = candidate
    const simulated = await checkRetry(retry, model, { simulations, seed })
    if (simulated >= target) return { proposal: { retry, success, simulated, delaySeconds } }
    // The next one fails clearly less often.
    candidates = candidates.filter((other) => 1 - other.success <= (1 - success) * LESS_OFTEN)
  }
  return { reason: `no retrier within ${withinSeconds} s reaches ${target}: the failures last, or depend on the input` }
}
