import type { InspectionData, MockInput, TestStateInput, TestStateOutput } from '@aws-sdk/client-sfn'
import { awsEnvironment, exampleEnvironment } from '../arn.ts'
import { toDeployableAsl } from '../dsl/to-deployable-asl.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import {
  assertOptions,
  booleanCheck,
  checkedElsewhere,
  type OptionCheck,
  type OptionChecks,
  oneOfCheck,
  required,
  signalCheck,
  stringCheck,
} from '../options.ts'
import type { Definition, State } from '../specs/definition.ts'
import { type Asl, desugar } from '../sugar/desugar.ts'
import { plainHostStep, toPlainHost } from './endpoint.ts'
import { findEnvironment, regionOf } from './find-environment.ts'
import { decodePayload, encodeInput, encodePayload } from './payload.ts'
import type { Session } from './session.ts'

/** The mock of a state that is tested: a result, or an error. */
export interface StateMock {
  /** Any JSON value: the result of a task, or of a whole Map or Parallel state. */
  readonly result?: unknown
  readonly errorOutput?: { readonly error: string; readonly cause?: string }
  /**
   * How the result of a service integration is checked: `STRICT` (default) expects what the service would respond, `PRESENT` accepts
   * that required members are missing, `NONE` accepts any JSON value.
   */
  readonly fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE'
}

/** The circumstances of a test with a mock. */
export interface StateConfiguration {
  /** The number of retries so far of the retrier that matches the mocked error. */
  readonly retrierRetryCount?: number
  /** The name of the state inside the Map or Parallel state that the mocked error comes from. */
  readonly errorCausedByState?: string
  /** The number of iterations of the Map that failed. */
  readonly mapIterationFailureCount?: number
  /** The data that the ItemReader of a distributed Map reads: a string as it is in S3, or a value that is written as JSON. */
  readonly mapItemReaderData?: unknown
}

export interface TestStateOptions {
  /** Any JSON value of at most 262,144 bytes. Default `{}`. */
  readonly input?: unknown
  /** The values of workflow variables, by their names. */
  readonly variables?: Readonly<Record<string, unknown>>
  /** Required for Map and Parallel states, activities, and tasks that wait for a job or a token. Other tasks really run without it. */
  readonly mock?: StateMock
  /** `DEBUG` adds the data flow to the result, `TRACE` also the HTTP request and response of an HTTP Task. Default `INFO`. */
  readonly inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE'
  /** The state to test, if the definition is a whole state machine. It may be inside a Map or Parallel state. */
  readonly stateName?: string
  /** Members of the context object, for a test with a mock. */
  readonly context?: Readonly<Record<string, unknown>>
  readonly stateConfiguration?: StateConfiguration
  /** The IAM role of a task that really runs. Default: the `roleArn` of the instance. */
  readonly roleArn?: string
  /** Shows the secrets of an HTTP Task with `TRACE`. */
  readonly revealSecrets?: boolean
  /** Ends the wait. */
  readonly signal?: AbortSignal
}

/** The outcome of a tested state. */
export interface StateTestResult {
  /** `RETRIABLE`: a retrier would try again. `CAUGHT_ERROR`: a catcher continues at `nextState`. */
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  readonly output?: Json
  readonly error?: string
  readonly cause?: string
  readonly nextState?: string
  /** The value after each step of the data flow, with `DEBUG` or `TRACE`. */
  readonly inspection?: StateInspection
}

/** The members of AWS's `inspectionData`, with JSON strings as values. */
export type StateInspection = {
  readonly [K in keyof InspectionData]?: InspectionData[K] extends string | undefined ? Json : InspectionData[K]
}

const isObject: OptionCheck = { expected: 'an object', fits: isJsonObject }
const isCount: OptionCheck = {
  expected: 'an integer from 0',
  fits: (value: unknown) => Number.isInteger(value) && Number(value) >= 0,
}

const checks: OptionChecks<TestStateOptions> = {
  input: checkedElsewhere,
  variables: isObject,
  mock: isObject,
  inspectionLevel: oneOfCheck('INFO', 'DEBUG', 'TRACE'),
  stateName: stringCheck('the name of a state'),
  context: isObject,
  stateConfiguration: isObject,
  roleArn: stringCheck('the ARN of a role'),
  revealSecrets: booleanCheck,
  signal: signalCheck,
}

const mockChecks: OptionChecks<StateMock> = {
  result: checkedElsewhere,
  errorOutput: isObject,
  fieldValidationMode: oneOfCheck('STRICT', 'PRESENT', 'NONE'),
}

const errorChecks: OptionChecks<NonNullable<StateMock['errorOutput']>> = {
  error: required(stringCheck('the name of an error')),
  cause: stringCheck('a string'),
}

const configurationChecks: OptionChecks<StateConfiguration> = {
  retrierRetryCount: isCount,
  errorCausedByState: stringCheck('the name of a state'),
  mapIterationFailureCount: isCount,
  mapItemReaderData: checkedElsewhere,
}

/** @throws TypeError that names the option that is missing, unknown or has a wrong value. */
export const assertTestStateOptions = (options: TestStateOptions): void => {
  assertOptions('options', options, checks)
  const { mock, stateConfiguration } = options
  if (stateConfiguration) assertOptions('options.stateConfiguration', stateConfiguration, configurationChecks)
  if (!mock) return
  assertOptions('options.mock', mock, mockChecks)
  if (mock.errorOutput) assertOptions('options.mock.errorOutput', mock.errorOutput, errorChecks)
  if ((mock.result === undefined) === (mock.errorOutput === undefined))
    throw new TypeError('options.mock must have either a result or an errorOutput')
}

/** Tests one state, without a state machine that is deployed (TestState). */
export const testState = async (
  session: Session,
  definition: State | Definition | Asl | JsonObject,
  options: TestStateOptions = {},
): Promise<StateTestResult> => {
  assertTestStateOptions(options)
  const { stateName, roleArn = session.roleArn, signal } = options
  const isWhole = isStateMachine(definition)
  assertStateName(isWhole, stateName)
  const asl = await toAsl(session, definition, { isWhole, roleArn })
  const request = testStateRequest(asl, { ...options, ...(roleArn !== undefined && { roleArn }) })
  const { sfn, sdk } = await session.connect()
  const command = new sdk.TestStateCommand(request)
  command.middlewareStack.add(toPlainHost, plainHostStep)
  return toStateTestResult(await sfn.send(command, signal && { abortSignal: signal }))
}

/** The request of TestState. The options must have been checked. @throws TypeError if a payload is not JSON */
export const testStateRequest = (
  asl: unknown,
  { mock, variables, context, stateConfiguration, ...options }: TestStateOptions,
): TestStateInput => ({
  definition: JSON.stringify(asl),
  input: encodeInput(options.input),
  inspectionLevel: options.inspectionLevel,
  stateName: options.stateName,
  roleArn: options.roleArn,
  revealSecrets: options.revealSecrets,
  ...(variables && { variables: encodePayload(variables, 'options.variables') }),
  ...(context && { context: encodePayload(context, 'options.context') }),
  ...(mock && { mock: toMockInput(mock) }),
  ...(stateConfiguration && { stateConfiguration: toConfiguration(stateConfiguration) }),
})

const isStateMachine = (definition: object): boolean =>
  ['startAt', 'StartAt', 'states', 'States'].some((key) => Object.hasOwn(Object(definition), key))

const assertStateName = (isWhole: boolean, stateName: string | undefined): void => {
  if (isWhole && stateName === undefined)
    throw new TypeError('options.stateName is missing: the definition is a state machine; name the state to test')
  if (!isWhole && stateName !== undefined)
    throw new TypeError('options.stateName must not be given: the definition is a single state')
}

interface AslOptions {
  readonly isWhole: boolean
  readonly roleArn: string | undefined
}

/** The ASL of a definition or of a state. Only a task that really runs needs the account in its ARNs, and it needs a role too. */
const toAsl = async (session: Session, definition: object, { isWhole, roleArn }: AslOptions): Promise<unknown> => {
  const found = roleArn === undefined ? session.facts.environment : await findEnvironment(session, roleArn)
  const environment = found ?? awsEnvironment(await regionOf(session), exampleEnvironment.accountId)
  if (isWhole) return toDeployableAsl(definition, environment).asl
  return desugar({ startAt: 'state', states: { state: definition } }, environment).States.state
}

const toMockInput = ({ result, errorOutput, fieldValidationMode }: StateMock): MockInput => ({
  ...(errorOutput ? { errorOutput } : { result: encodePayload(result, 'options.mock.result') }),
  ...(fieldValidationMode && { fieldValidationMode }),
})

const toConfiguration = ({ mapItemReaderData: data, ...rest }: StateConfiguration) => ({
  ...rest,
  ...(data !== undefined && {
    mapItemReaderData:
      typeof data === 'string' ? data : encodePayload(data, 'options.stateConfiguration.mapItemReaderData'),
  }),
})

/** The response of TestState, with its payloads parsed. */
export const toStateTestResult = ({
  status,
  output,
  error,
  cause,
  nextState,
  inspectionData,
}: TestStateOutput): StateTestResult => ({
  status: status ?? 'FAILED',
  ...(output !== undefined && { output: JSON.parse(output) }),
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
  ...(nextState !== undefined && { nextState }),
  ...(inspectionData && { inspection: toInspection(inspectionData) }),
})

const toInspection = (data: InspectionData): StateInspection =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? decodePayload(value) : value]),
  )
