import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { onAbort, Stop, type StopSignal, until } from '../../../stop.ts'
import { ApiError } from '../../api-error.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { TestedState } from '../../store/tested-definitions.ts'
import { type OperationOutput, operation } from '../model/operation.ts'
import { checkRole } from '../model/settings.ts'
import { parseExecutionInput } from '../start-execution.ts'
import { createInspection } from './inspection.ts'
import { readMock } from './mocked-outcome.ts'
import { isTooDeep, parsePayload } from './parse-payload.ts'
import { readMockedItems } from './reader-items.ts'
import { createTestFrame, type TestRun } from './test-run.ts'
import { TestStateInput, type TestStateRequest } from './test-state-input.ts'
import { assertTestedWithoutMock, readTestedState } from './tested-state.ts'
import { validationError } from './validation-error.ts'
import { type StateVisit, visitState } from './visit-state.ts'

/** How long a test may take (AWS API, TestState). */
const LONGEST_SECONDS = 300

/** The operation that tests one state. */
export const testStateOperations = {
  TestState: operation(
    TestStateInput,
    async (request, deps, signal) => {
      const tested = readTestedState(request.definition, request.stateName, deps.testedDefinitions)
      checkRequest(request, tested)
      const mock = request.mock && (await readMock(request.mock, tested))
      const input = parseInput(request.input, deps)
      const inspection =
        request.inspectionLevel === 'INFO' ? undefined : createInspection(tested, input, mock !== undefined)
      const run = { tested, request, input, variables: parseVariables(request.variables), mock, inspection }
      return runTest(run, deps, signal)
    },
    { blocks: true, note: 'Ends after 5 minutes. See [conformance](conformance.md#teststate).' },
  ),
}

/** Checks members that depend on others. @throws ApiError */
const checkRequest = (request: TestStateRequest, tested: TestedState): void => {
  const { mock, roleArn, revealSecrets } = request
  if (roleArn !== undefined) checkRole(roleArn)
  if (mock) {
    if (revealSecrets) throw validationError('TestState does not support RevealSecrets when a mock is specified.')
    checkCausingState(request, tested)
  } else checkRequestWithoutMock(request, tested)
}

const checkRequestWithoutMock = (
  { roleArn, context, stateConfiguration }: TestStateRequest,
  tested: TestedState,
): void => {
  assertTestedWithoutMock(tested)
  const [needsMock] = Object.keys({ ...stateConfiguration, ...(context !== undefined && { context }) })
  if (needsMock !== undefined)
    throw validationError(`TestState does not support ${capitalized(needsMock)} when a mock is not specified.`)
  if (tested.type === 'Task' && roleArn === undefined)
    throw validationError('RoleArn must be specified when testing a Task state')
}

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** The state that is said to have failed must be inside the tested one. */
const checkCausingState = ({ stateConfiguration }: TestStateRequest, { placed }: TestedState): void => {
  const { errorCausedByState: name } = stateConfiguration
  if (name !== undefined && !hasState(placed, name)) throw validationError('State not found in definition')
}

const hasState = ({ machines }: TestedState['placed'], name: string): boolean =>
  machines.some(({ states }) => states.some((state) => state.name === name || hasState(state, name)))

/** @throws ApiError InvalidExecutionInput */
const parseInput = (text: string, { payloads }: EngineDeps): Json => {
  if (isTooDeep(text))
    throw new ApiError('InvalidExecutionInput', "Invalid State Machine Execution Input: 'It is nested too deeply.'")
  return parseExecutionInput(text, payloads).value
}

/** @throws ApiError InvalidExecutionInput */
const parseVariables = (text: string): JsonObject => {
  const variables = parsePayload(text)
  if (!isJsonObject(variables))
    throw new ApiError(
      'InvalidExecutionInput',
      'Invalid variables: expected a JSON object of variable names and values',
    )
  return variables
}

/** The reason with which a test is ended after its longest time. */
class TestTimedOut {}

const runTest = async (given: TestRun, deps: EngineDeps, signal: StopSignal): Promise<OperationOutput> => {
  const { mapItemReaderData: data } = given.request.stateConfiguration
  const readerItems =
    data === undefined ? undefined : await readMockedItems(data, given.tested.asl.ItemReader, deps.system)
  const run = readerItems === undefined ? given : { ...given, readerItems }
  const ending = new Stop()
  const frame = createTestFrame(run, deps, ending)
  const cancelTimer = deps.system.after(LONGEST_SECONDS * 1000, () => ending.abort(new TestTimedOut()))
  const removeListener = onAbort(signal, () =>
    ending.abort(new ApiError('ServiceUnavailable', 'The test of the state was stopped')),
  )
  try {
    const { retrierRetryCount: retryCount = 0 } = run.request.stateConfiguration
    const visit = await until(ending, visitState(run.tested.compiled, { input: run.input, frame, retryCount }))
    return toOutput(visit, run, frame.variables)
  } catch (thrown) {
    if (thrown instanceof TestTimedOut)
      return toOutput({ failure: new StateFailure('States.Timeout') }, run, frame.variables)
    throw thrown
  } finally {
    removeListener()
    cancelTimer()
  }
}

/** The output of TestState. */
const toOutput = (visit: StateVisit, { inspection }: TestRun, variables: Readonly<Record<string, Json>>) => {
  const { result, failure, decision } = visit
  return {
    ...(result && { output: toJsonText(result.output), nextState: result.next }),
    ...(failure && failedDetails(failure)),
    inspectionData: inspection && { ...inspection.data(), ...variablesMember(variables), ...errorDetails(decision) },
    status: statusOf(visit),
  }
}

const statusOf = ({ failure, decision }: StateVisit): string => {
  if (!failure) return 'SUCCEEDED'
  return decision?.kind === 'retry' ? 'RETRIABLE' : decision?.kind === 'caught' ? 'CAUGHT_ERROR' : 'FAILED'
}

/** The variables after the state, those that were given and those that it assigned. */
const variablesMember = (variables: Readonly<Record<string, Json>>) =>
  Object.keys(variables).length === 0 ? {} : { variables: JSON.stringify(variables) }

const errorDetails = (decision: StateVisit['decision']) => {
  if (decision === undefined || (decision.kind === 'failed' && decision.retrierIndex === undefined)) return {}
  return {
    errorDetails: {
      ...(decision.kind === 'caught' && { catchIndex: decision.catcherIndex }),
      ...(decision.retrierIndex !== undefined && { retryIndex: decision.retrierIndex }),
      ...(decision.kind === 'retry' && { retryBackoffIntervalSeconds: Math.trunc(decision.delayMs / 1000) }),
    },
  }
}
