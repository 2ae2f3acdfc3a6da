import { parseArn } from '../../arn.ts'
import type { StateTestResult } from '../../client/test-state.ts'
import type { EngineExecution } from '../../engine/execution/engine-execution.ts'
import type { InspectedValue } from '../../engine/interpreter/inspect.ts'
import type { PreparedDefinition } from '../prepared-definition.ts'
import { activeCoverage, coverageOf, type RecordedCoverage } from './coverage-registry.ts'
import type { Counter, StateCoverage } from './definition-coverage.ts'

/** An execution, and the decisions of its states. */
interface RecordedRun {
  readonly execution: Pick<EngineExecution, 'stateMachineArn' | 'history'>
  readonly inspected: readonly InspectedValue[]
}

/** Adds executions to the coverage of their definitions, each once. Does nothing if no coverage is collected. */
export const recordCoverage = (observed: readonly RecordedRun[], definitions: readonly PreparedDefinition[]): void => {
  const registry = activeCoverage()
  if (!registry) return
  for (const one of observed) {
    const { stateMachineArn, history } = one.execution
    const name = machineNameOf(stateMachineArn)
    const prepared = definitions.find((definition) => definition.name === name)
    if (!prepared || registry.counted.has(history)) continue
    registry.counted.add(history)
    recordExecution(one, coverageOf(prepared, registry))
  }
}

/** The children of a distributed Map have the label of the Map after the name of their state machine. */
const machineNameOf = (arn: string): string | undefined => parseArn(arn)?.resource?.[1]?.split('/')[0]

const recordExecution = ({ execution: { history }, inspected }: RecordedRun, recorded: RecordedCoverage): void => {
  const page = { reverse: false, from: 0, limit: history.length, includeExecutionData: false }
  for (const { type, ...details } of history.events(page)) {
    if (type.endsWith('StateEntered')) recordEntry(details.stateEnteredEventDetails?.name, recorded)
    else if (type.endsWith('StateExited')) count(stateOf(details.stateExitedEventDetails?.name, recorded)?.next, 1)
  }
  for (const { state, step, value } of inspected) {
    if (step === 'choiceRule' || step === 'retrier' || step === 'catcher')
      recordDecision(recorded.byName.get(state), step, value === null ? undefined : Number(value))
  }
}

const stateOf = (name: unknown, { byName }: RecordedCoverage): StateCoverage | undefined => byName.get(String(name))

const recordEntry = (name: unknown, recorded: RecordedCoverage): void => {
  count(stateOf(name, recorded), 1)
  count(recorded.pathsByStart.get(String(name)), 1)
}

const recordDecision = (
  state: StateCoverage | undefined,
  step: 'choiceRule' | 'retrier' | 'catcher',
  index: number | undefined,
): void => {
  if (step === 'choiceRule') count(index === undefined ? state?.default : state?.choices[index], 1)
  else if (step === 'retrier') count(state?.retriers[index ?? 0], 1)
  else {
    count(state?.catchers[index ?? 0], 1)
    // A state is left after a catcher as after a success.
    count(state?.next, -1)
  }
}

const count = (counter: Counter | null | undefined, times: 1 | -1): void => {
  if (counter) counter.hits += times
}

/** Adds the test of a single state to the coverage of its definition. */
export const recordStateTest = (
  prepared: PreparedDefinition,
  name: string,
  { status, nextState, inspection }: StateTestResult,
): void => {
  const registry = activeCoverage()
  const state = registry && coverageOf(prepared, registry).byName.get(name)
  if (!state) return
  const { catchIndex = 0, retryIndex = 0 } = inspection?.errorDetails ?? {}
  count(state, 1)
  if (status === 'CAUGHT_ERROR') count(state.catchers[catchIndex], 1)
  else if (status === 'RETRIABLE') count(state.retriers[retryIndex], 1)
  else if (status === 'SUCCEEDED') count(exitTo(state, nextState), 1)
}

/** Of several rules that lead to one state, the first: TestState does not report which one held. */
const exitTo = (state: StateCoverage, nextState: string | undefined): Counter | null | undefined =>
  [state.next, ...state.choices, state.default].find((transition) => transition?.next === nextState)
