import { fromAwsName } from '../../arn.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { describeValue, expectedOneOf } from '../../options.ts'
import { ApiError } from '../api-error.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { CompiledMock, MockedAttempt } from './mocked-attempt.ts'

/** A response of one attempt, or of several. */
export type MockedResponse =
  | { readonly Return: unknown }
  | { readonly Throw: { readonly Error: string; readonly Cause?: string } }

/**
 * The contents of a mock configuration file of Step Functions Local (developer guide, sfn-local-mock-cfg-file).
 *
 * @example
 * const mockConfig: MockConfig = {
 *   StateMachines: { orders: { TestCases: { HappyPath: { ship: 'shipped' } } } },
 *   MockedResponses: { shipped: { '0-1': { Throw: { Error: 'Busy' } }, '2': { Return: { shipped: true } } } },
 * }
 */
export interface MockConfig {
  /** By the name of the state machine: its test cases, which have the name of a response for each mocked state. */
  readonly StateMachines: Readonly<
    Record<string, { readonly TestCases: Readonly<Record<string, Readonly<Record<string, string>>>> }>
  >
  /** By name: the responses of successive attempts, `"0"`, `"1-3"`. */
  readonly MockedResponses: Readonly<Record<string, Readonly<Record<string, MockedResponse>>>>
}

/** Checks the two members of a mock configuration. The rest is checked when it is used, as in Step Functions Local. @throws TypeError */
export const assertMockConfig = (label: string, config: unknown): void => {
  if (!isJsonObject(config)) throw new TypeError(`${label} must be an object, got ${describeValue(config)}`)
  for (const member of ['StateMachines', 'MockedResponses'])
    if (!isJsonObject(config[member]))
      throw new TypeError(`${label}.${member} must be an object, got ${describeValue(config[member])}`)
}

/**
 * Returns the mocks of a test case by the name of the state. Their responses are read when a state needs them, as in Step Functions Local.
 * @throws ApiError ValidationException if the configuration does not have the test case
 */
export const testCaseOf = (
  config: unknown,
  stateMachine: string,
  testCase: string,
): ReadonlyMap<string, CompiledMock> => {
  const machines = memberOf(config, 'StateMachines')
  const name = Object.hasOwn(machines, stateMachine) ? stateMachine : fromAwsName(stateMachine)
  if (!Object.hasOwn(machines, name)) throw notFound('StateMachines', stateMachine, machines)
  const cases = memberOf(machines[name], 'TestCases')
  if (!Object.hasOwn(cases, testCase)) throw notFound(`StateMachines.${name}.TestCases`, testCase, cases)
  const responses = memberOf(config, 'MockedResponses')
  return new Map(
    Object.entries(memberOf(cases, testCase)).map(([state, response]) => [state, mockOf(String(response), responses)]),
  )
}

const memberOf = (object: unknown, name: string): JsonObject => {
  const member = isJsonObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
  return isJsonObject(member) ? member : {}
}

/** Step Functions Local replies with HTTP status 500, which SDKs repeat. */
const notFound = (path: string, name: string, existing: JsonObject): ApiError =>
  new ApiError(
    'ValidationException',
    `The mock configuration has no ${JSON.stringify(name)} in ${path}: ${expectedOneOf(name, Object.keys(existing))}`,
  )

const mockOf = (name: string, responses: JsonObject): CompiledMock => ({
  attempt: (index, state) => {
    if (!Object.hasOwn(responses, name))
      throw malformed(
        `MockedResponses has no ${JSON.stringify(name)}, which state '${state}' needs: ${expectedOneOf(name, Object.keys(responses))}`,
      )
    const path = `MockedResponses.${name}`
    const attempts = Object.entries(memberOf(responses, name))
    const found = attempts.find(([range]) => includes(range, index))
    if (found) return toAttempt(`${path}[${JSON.stringify(found[0])}]`, found[1])
    throw malformed(
      `${path} has no response for attempt ${index} of state '${state}': add ${JSON.stringify(String(index))} with Return or Throw`,
    )
  },
})

const malformed = (problem: string): StateFailure =>
  new StateFailure('States.Runtime', `The mock configuration is incomplete: ${problem}.`)

/** Checks if a key such as `0` or `1-3` includes an attempt. */
const includes = (range: string, index: number): boolean => {
  const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(range) ?? []
  return first !== undefined && Number(first) <= index && index <= Number(last)
}

const toAttempt = (path: string, response: Json): MockedAttempt => {
  if (isJsonObject(response) && Object.hasOwn(response, 'Return'))
    return { perform: ({ resource }) => resultOf(response.Return ?? null, resource) }
  const { Error: error, Cause: cause } = memberOf(response, 'Throw')
  if (typeof error !== 'string') throw malformed(`${path} must have Return, or Throw with Error`)
  return { perform: () => Promise.reject(new StateFailure(error, typeof cause === 'string' ? cause : undefined)) }
}

/** A task whose resource is the ARN of a Lambda function gets the Payload of the response (Step Functions Local). */
const resultOf = (returned: Json, resource: string): Json =>
  /^arn:[^:]+:lambda:/.test(resource) && isJsonObject(returned) ? (returned.Payload ?? returned) : returned
