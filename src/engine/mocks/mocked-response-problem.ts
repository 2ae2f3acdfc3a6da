import { isJsonObject, type Json } from '../../json.ts'
import type { ServiceIntegration } from '../../specs/service-integrations.ts'
import { integrationNames } from '../tasks/services/integration-names.ts'

/**
 * The first problem of a mocked result of a service integration, compared with the response of its action; `undefined` if there is none.
 * Responses that Step Functions itself defines, those of HTTP Tasks for example, are not checked (developer guide, test-state-isolation).
 */
export const mockedResponseProblem = async (
  result: Json,
  call: ServiceIntegration | undefined,
  mode: 'STRICT' | 'PRESENT' | 'NONE',
): Promise<string | undefined> => {
  if (mode === 'NONE' || call === undefined || call.pattern === 'waitForTaskToken') return undefined
  if (!isJsonObject(result)) return 'Mocked result must be a JSON object.'
  // The shapes of all services are large: they are loaded when the first mock is checked.
  const [{ outputShapeOf }, { responseProblems }] = await Promise.all([
    import('../../specs/service-shapes.ts'),
    import('../../specs/response-problems.ts'),
  ])
  const { resourceType, action, pattern } = integrationNames(call)
  const shape = outputShapeOf(resourceType, action, pattern)
  const [problem] = shape ? responseProblems(shape, result, mode) : []
  return problem === undefined ? undefined : `Mock result schema validation error: ${problem}`
}
