import { isDeepStrictEqual } from 'node:util'
import type { StateTestResult, TestStateOptions } from '../client/test-state.ts'
import { formatPath } from '../errors.ts'
import type { Json } from '../json.ts'
import type { Stepwise } from '../stepwise.ts'
import type { PreparedDefinition } from './prepared-definition.ts'
import type { SimulatedAttempt, SimulatedState } from './simulated-state.ts'
import { variablesAtEntry } from './variables-at-entry.ts'

/** The client whose TestState judges a simulation. */
export type ContractClient = Pick<Stepwise, 'testState'>

/** A difference between a simulated state and what TestState answers for it. */
export interface ContractDifference {
  readonly path: SimulatedState['path']
  /** The number of the attempt, from 0. */
  readonly attempt: number
  /** The part that differs; `request` if TestState refused the request. */
  readonly field: 'status' | 'output' | 'error' | 'cause' | 'nextState' | 'request'
  readonly simulated: Json | undefined
  /** The answer of TestState. */
  readonly answered: Json | undefined
}

/**
 * Thrown if TestState answers otherwise than the simulation. `differences` has each of them.
 *
 * @example
 * const checked = simulate(orders, { handlers, contract: local })
 * checked.catch((error) => console.error(error instanceof ContractError ? error.differences : error))
 */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly differences: readonly ContractDifference[]

  constructor(differences: readonly ContractDifference[]) {
    super(['TestState answers otherwise than the simulation:', ...differences.map(showDifference)].join('\n'))
    this.differences = differences
  }
}

const showDifference = ({ path, attempt, field, simulated, answered }: ContractDifference): string => {
  const where = `${formatPath(path)}${attempt === 0 ? '' : `, attempt ${attempt + 1}`}`
  if (field === 'request') return `${where}: TestState refused the request: ${String(answered)}`
  return `${where}: ${field}: simulated ${show(simulated)}, TestState ${show(answered)}`
}

const show = (value: Json | undefined): string => (value === undefined ? 'none' : JSON.stringify(value))

interface Contract {
  readonly definition: unknown
  readonly prepared: PreparedDefinition
  readonly states: readonly SimulatedState[]
  readonly variables: Readonly<Record<string, unknown>> | undefined
}

/**
 * Sends each simulated state, with its input and its result as a mock, to TestState, and compares the answers. Wait states are left out,
 * because TestState really waits. Equal requests are sent once.
 * @throws ContractError with every difference
 */
export const assertContract = async (client: ContractClient, contract: Contract): Promise<void> => {
  const variables = variablesAtEntry(contract.prepared, contract.states, contract.variables ?? {})
  const differences: ContractDifference[] = []
  const sent = new Set<string>()
  for (const [visit, state] of contract.states.entries()) {
    if (state.type === 'Wait' || !isWhole(state)) continue
    for (const [attempt, one] of state.attempts.entries()) {
      const options = testOf(state, attempt, variables[visit] ?? {})
      const key = JSON.stringify(options)
      if (sent.has(key)) continue
      sent.add(key)
      const found = await differencesOf(client, contract.definition, { options, state, attempt, one })
      differences.push(...found)
    }
  }
  if (differences.length > 0) throw new ContractError(differences)
}

/** A state that was stopped because another one failed did not do its work. */
const isWhole = ({ output, error, attempts }: SimulatedState): boolean =>
  output !== undefined || error !== undefined || attempts.length > 1

const mocked = new Set(['Task', 'Map', 'Parallel'])

const testOf = (
  { name, type, input, attempts }: SimulatedState,
  attempt: number,
  variables: Readonly<Record<string, unknown>>,
): TestStateOptions => {
  const { error, cause, result, retrier } = attempts[attempt] ?? {}
  const errorOutput = { error: error ?? '', ...(cause !== undefined && { cause }) }
  const mock =
    result === undefined && error !== undefined && !isOwnFailure(error)
      ? { errorOutput }
      : {
          result: result ?? (type === 'Task' ? {} : []),
          ...(result === undefined && { fieldValidationMode: 'NONE' as const }),
        }
  const retries = attempts.slice(0, attempt).filter((one) => one.retrier === retrier).length
  return {
    stateName: name,
    input,
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(mocked.has(type) && { mock }),
    ...(mocked.has(type) && 'errorOutput' in mock && { stateConfiguration: { retrierRetryCount: retries } }),
  }
}

/** The failure of a field of the state itself, which TestState finds too. */
const isOwnFailure = (error: string): boolean =>
  error === 'States.Runtime' || error === 'States.QueryEvaluationError' || error === 'States.ParameterPathFailure'

interface Tested {
  readonly options: TestStateOptions
  readonly state: SimulatedState
  readonly attempt: number
  readonly one: SimulatedAttempt
}

const differencesOf = async (
  client: ContractClient,
  definition: unknown,
  { options, state, attempt, one }: Tested,
): Promise<ContractDifference[]> => {
  const { path } = state
  let answer: StateTestResult
  try {
    answer = await client.testState(Object(definition), options)
  } catch (thrown) {
    const answered = thrown instanceof Error ? thrown.message : String(thrown)
    return [{ path, attempt, field: 'request', simulated: undefined, answered }]
  }
  const simulated = expectedOf(state, one, attempt === state.attempts.length - 1)
  return fields.flatMap((field) => {
    const [expected, answered] = [simulated[field], answer[field]]
    return isDeepStrictEqual(withoutIds(expected), withoutIds(answered))
      ? []
      : [{ path, attempt, field, simulated: expected, answered }]
  })
}

const fields = ['status', 'output', 'error', 'cause', 'nextState'] as const

type Outcome = { readonly [Field in (typeof fields)[number]]?: Json | undefined }

const expectedOf = (state: SimulatedState, { error, cause }: SimulatedAttempt, isLast: boolean): Outcome => {
  const failure = { error, cause }
  if (!isLast) return { status: 'RETRIABLE', ...failure }
  const { output, next: nextState } = state
  if (state.catcher !== undefined) return { status: 'CAUGHT_ERROR', output, nextState, ...failure }
  return output === undefined && error !== undefined
    ? { status: 'FAILED', ...failure }
    : { status: 'SUCCEEDED', output, nextState }
}

/** AWS's messages contain the id of the event with which a state was entered. */
const withoutIds = (value: Json | undefined): Json | undefined =>
  typeof value === 'string' ? value.replace(/event id #\d+/g, 'event id #') : value
