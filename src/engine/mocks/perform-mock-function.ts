import { cloneJson } from '../../expressions/jsonata/result.ts'
import type { Json } from '../../json.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import { readThrown, toTaskFailure } from '../tasks/read-thrown.ts'
import type { MockFunction } from './mock.ts'
import type { MockedCall } from './mocked-attempt.ts'

/**
 * Calls a mock function and returns its result; `null` if it returns nothing.
 * @param label what messages call the mock
 * @throws StateFailure if the function throws or does not return JSON
 */
export const performMockFunction = async (mock: MockFunction, call: MockedCall, label: string): Promise<Json> => {
  const { parameters, ...context } = call
  let returned: unknown
  try {
    returned = await mock(cloneJson(parameters), context)
  } catch (error) {
    throw toTaskFailure(error)
  }
  try {
    return JSON.parse(JSON.stringify(returned) ?? 'null')
  } catch (error) {
    throw new StateFailure('States.TaskFailed', `${label} must return JSON: ${readThrown(error).message}`)
  }
}
