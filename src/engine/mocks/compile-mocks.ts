import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import {
  assertOptions,
  checkedElsewhere,
  describeValue,
  memberPath,
  type OptionChecks,
  oneOfCheck,
  required,
  stringCheck,
} from '../../options.ts'
import { mocksByName } from '../function-names.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import { readThrown } from '../tasks/read-thrown.ts'
import type { MockedError, MockedOutput, MockedStateError, MockedStateResult, MockFunction } from './mock.ts'
import type { CompiledMock, MockedAttempt } from './mocked-attempt.ts'
import { performMockFunction } from './perform-mock-function.ts'
import { stateResult } from './state-result.ts'

/** Mocks whose form has been checked, by the names under which tasks find them. */
export type CompiledMocks = ReadonlyMap<string, CompiledMock>

/**
 * Checks mocks and compiles them.
 * @param label what messages call the mocks: `options.mocks`.
 * @throws TypeError that names the path of the first mistake.
 */
export const compileMocks = (label: string, mocks: unknown): CompiledMocks => {
  if (!isJsonObject(mocks))
    throw new TypeError(`${label} must be an object of mocks by state or resource, got ${describeValue(mocks)}`)
  const named = Object.entries(mocksByName<unknown>(label, mocks))
  return new Map(named.map(([name, mock]) => [name, compileMock(memberPath(label, name), mock)]))
}

const compileMock = (label: string, mock: unknown): CompiledMock => {
  if (!Array.isArray(mock)) {
    const attempt = compileAttempt(label, mock)
    return { attempt: () => attempt }
  }
  const attempts = mock.map((result, index) => compileAttempt(`${label}[${index}]`, result))
  return {
    attempt: (index, state) => {
      const attempt = attempts[index]
      if (attempt) return attempt
      throw new StateFailure('States.Runtime', ranOut(label, attempts.length, { index, state }))
    },
  }
}

const ranOut = (label: string, length: number, { index, state }: { index: number; state: string }): string =>
  `${atRunTime(label)} has ${length} ${length === 1 ? 'result' : 'results'}, and the state '${state}' makes attempt ${index + 1}: add a result to the array, or write a single result without an array for every attempt.`

/** The label of a mock in the cause of a task's failure. */
const atRunTime = (label: string): string => label.replace(/^options\./, '')

/** The members of which a result has exactly one. */
const forms = ['output', 'error', 'result', 'errorOutput'] as const

type Form = (typeof forms)[number]

const compileAttempt = (label: string, given: unknown): MockedAttempt => {
  if (isMockFunction(given)) return { perform: (call) => performMockFunction(given, call, atRunTime(label)) }
  if (!isJsonObject(given))
    throw new TypeError(
      `${label} must be a result such as { output: 25 } or { error: 'Throttled' }, a function, or an array of these, got ${describeValue(given)}`,
    )
  const found = forms.filter((form) => Object.hasOwn(given, form))
  const [form] = found
  if (form === undefined || found.length > 1) {
    assertKeys(label, given)
    const members = found.length > 1 ? found.join(' and ') : 'none of them'
    throw new TypeError(`${label} must have one of ${forms.join(', ')}, got ${members}`)
  }
  return compilers[form](label, given)
}

/** @throws TypeError for a member that no form has. */
const assertKeys = (label: string, given: JsonObject): void => {
  const checks = Object.keys(allChecks).map((name) => [name, checkedElsewhere])
  assertOptions(label, given, Object.fromEntries(checks))
}

const isMockFunction = (given: unknown): given is MockFunction => typeof given === 'function'

const delayCheck = {
  expected: 'a number of seconds from 0',
  fits: (value: unknown) => Number.isFinite(value) && Number(value) >= 0,
}
const causeCheck = stringCheck('a string')
const nameCheck = required(stringCheck('the name of an error', (name) => name !== ''))
const modeCheck = oneOfCheck('STRICT', 'PRESENT', 'NONE')

const outputChecks = { output: checkedElsewhere, delaySeconds: delayCheck } satisfies OptionChecks<MockedOutput>
const errorChecks = {
  error: nameCheck,
  cause: causeCheck,
  delaySeconds: delayCheck,
} satisfies OptionChecks<MockedError>
const resultChecks = {
  result: checkedElsewhere,
  fieldValidationMode: modeCheck,
  delaySeconds: delayCheck,
} satisfies OptionChecks<MockedStateResult>
const stateErrorChecks = {
  errorOutput: checkedElsewhere,
  delaySeconds: delayCheck,
} satisfies OptionChecks<MockedStateError>
const errorOutputChecks = { error: nameCheck, cause: causeCheck } satisfies OptionChecks<
  MockedStateError['errorOutput']
>
/** The members of all forms, for a result that has none of the determining ones. */
const allChecks = { ...stateErrorChecks, ...resultChecks, ...errorChecks, ...outputChecks }

/** The compilers of results, by the member that determines the form. */
const compilers: Record<Form, (label: string, given: JsonObject) => MockedAttempt> = {
  output: (label, given) => {
    assertOptions(label, given, outputChecks)
    const output = toJson(`${label}.output`, given.output)
    return { delaySeconds: delayOf(given), perform: () => output }
  },
  error: (label, given) => {
    assertOptions(label, given, errorChecks)
    return { delaySeconds: delayOf(given), perform: () => fail(given) }
  },
  result: (label, given) => {
    assertOptions(label, given, resultChecks)
    const { result, fieldValidationMode: mode } = given
    const value =
      typeof result === 'string' ? parseResult(`${label}.result`, result) : toJson(`${label}.result`, result)
    return {
      delaySeconds: delayOf(given),
      perform: stateResult(value, mode === 'PRESENT' || mode === 'NONE' ? mode : 'STRICT'),
    }
  },
  errorOutput: (label, given) => {
    assertOptions(label, given, stateErrorChecks)
    const { errorOutput } = given
    assertOptions<unknown>(`${label}.errorOutput`, errorOutput, errorOutputChecks)
    return { delaySeconds: delayOf(given), perform: () => fail(errorOutput) }
  },
}

const delayOf = ({ delaySeconds }: JsonObject): number | undefined =>
  typeof delaySeconds === 'number' ? delaySeconds : undefined

const fail = (failure: Json | undefined): never => {
  const { error, cause } = isJsonObject(failure) ? failure : {}
  throw new StateFailure(String(error), typeof cause === 'string' ? cause : undefined)
}

/** A copy, which the mock's author cannot change any more. */
const toJson = (label: string, value: unknown): Json => {
  let problem = describeValue(value)
  try {
    const text = JSON.stringify(value)
    if (text !== undefined) return JSON.parse(text)
  } catch (error) {
    problem = readThrown(error).message
  }
  throw new TypeError(`${label} must be a JSON value, got ${problem}`)
}

const parseResult = (label: string, text: string): Json => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TypeError(
      `${label} must be JSON, as in TestState, got ${describeValue(text)}; for a string as the result, write output`,
      { cause },
    )
  }
}
