import type { Json } from '../../json.ts'
import { parseServiceIntegration } from '../../specs/service-integrations.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { MockedAttempt } from './mocked-attempt.ts'
import { mockedResponseProblem } from './mocked-response-problem.ts'

/**
 * Returns a result in TestState's form after it has been checked as TestState does.
 * @throws StateFailure States.Runtime if the service would not respond like this
 */
export const stateResult =
  (result: Json, mode: 'STRICT' | 'PRESENT' | 'NONE'): MockedAttempt['perform'] =>
  async ({ resource }) => {
    const problem = await mockedResponseProblem(result, parseServiceIntegration(resource), mode)
    if (problem !== undefined) throw new StateFailure('States.Runtime', problem)
    return result
  }
