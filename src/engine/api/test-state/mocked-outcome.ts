import { isJsonObject, type Json } from '../../../json.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { mockedResponseProblem } from '../../mocks/mocked-response-problem.ts'
import type { TestedState } from '../../store/tested-definitions.ts'
import { parsePayload } from './parse-payload.ts'
import type { MockRequest } from './test-state-input.ts'
import { validationError } from './validation-error.ts'

/** The outcome that a mock gives the work of a state: a result, or a failure. */
export type MockedOutcome = { readonly result: Json } | { readonly failure: StateFailure }

/**
 * Reads a mock and checks that it fits the state.
 * @throws ApiError ValidationException
 */
export const readMock = async (mock: MockRequest, tested: TestedState): Promise<MockedOutcome> => {
  const { result, errorOutput } = mock
  if (!mockable.has(tested.type))
    throw validationError(`State type '${tested.type}' is not supported when a mock is specified`)
  if ((result === undefined) === (errorOutput === undefined))
    throw validationError('A test mock should have only one of the following fields: [result, errorOutput].')
  if (errorOutput) return { failure: mockedFailure(errorOutput) }
  const value = parseResult(result ?? '')
  await checkResult(value, mock, tested)
  return { result: value }
}

const mockable: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel'])

const mockedFailure = ({ error, cause }: NonNullable<MockRequest['errorOutput']>): StateFailure => {
  if (error === undefined) throw validationError('A test mock with errorOutput must have the field error.')
  return new StateFailure(error, cause)
}

const parseResult = (text: string): Json => {
  const result = parsePayload(text)
  if (result === undefined) throw validationError('Mocked result must be valid JSON')
  return result
}

const checkResult = async (result: Json, mock: MockRequest, tested: TestedState): Promise<void> => {
  const { type, asl } = tested
  if (type === 'Task') {
    const problem = await mockedResponseProblem(result, tested.call, mock.fieldValidationMode)
    if (problem !== undefined) throw validationError(problem)
    return
  }
  if (type === 'Map' && asl.ResultWriter) {
    if (!isJsonObject(result)) throw validationError('Mocked result must be a JSON object.')
    return
  }
  if (!Array.isArray(result)) throw validationError('Mocked result must be an array.')
  if (type === 'Parallel' && result.length !== asl.Branches?.length)
    throw validationError('Mocked result must contain the same number of items as number of Parallel branches.')
}

/** The result of a mock. @throws StateFailure if the mock is a failure */
export const outcomeOf = (mock: MockedOutcome): Json => {
  if ('failure' in mock) throw mock.failure
  return mock.result
}
