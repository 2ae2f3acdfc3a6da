import type { System } from '../../system.ts'
import { ApiError } from '../api-error.ts'
import { readThrown } from '../tasks/read-thrown.ts'
import { type CompiledMocks, compileMocks } from './compile-mocks.ts'
import { ExecutionMocks } from './execution-mocks.ts'
import type { Mocks } from './mock.ts'
import { assertMockConfig, type MockConfig, testCaseOf } from './mock-config.ts'

/** The mocks of an engine. */
export interface EngineMocks {
  /** True if `#TestCase` behind a state machine's ARN chooses mocks. */
  readonly hasTestCases: boolean
  /**
   * The mocks of a new execution; `undefined` if it has none.
   * @throws ApiError ValidationException if the test case does not exist, or the mock configuration cannot be read
   */
  forExecution(stateMachine: string, testCase: string | undefined): ExecutionMocks | undefined
  /** Replaces the mocks of executions that start from now on. */
  replace(mocks: CompiledMocks): void
}

export interface MockOptions {
  readonly mocks?: Mocks
  readonly mockConfig?: MockConfig | (() => MockConfig)
}

/** Checks and compiles the mocks of an engine. @throws TypeError that names the path of a mistake */
export const createEngineMocks = ({ mocks, mockConfig }: MockOptions, system: System): EngineMocks => {
  let compiled = mocks === undefined ? undefined : compileMocks('options.mocks', mocks)
  const readConfig = typeof mockConfig === 'function' ? mockConfig : () => mockConfig
  if (mockConfig !== undefined) assertMockConfig('options.mockConfig', readConfig())
  const mocksOfTestCase = (stateMachine: string, testCase: string) =>
    testCaseOf(readAgain(readConfig), stateMachine, testCase)
  return {
    hasTestCases: mockConfig !== undefined,
    forExecution: (stateMachine, testCase) => {
      if (!compiled?.size && testCase === undefined) return undefined
      const ofTestCase = testCase === undefined ? undefined : mocksOfTestCase(stateMachine, testCase)
      return new ExecutionMocks({ mocks: compiled, testCase: ofTestCase }, stateMachine, system)
    },
    replace: (next) => {
      compiled = next
    },
  }
}

/** Reads the mock configuration of a running engine: a mistake in it fails the request. */
const readAgain = (readConfig: () => unknown): unknown => {
  try {
    const config = readConfig()
    assertMockConfig('The mock configuration', config)
    return config
  } catch (error) {
    throw new ApiError('ValidationException', readThrown(error).message)
  }
}
