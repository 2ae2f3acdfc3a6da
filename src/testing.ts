export type { SdkClient } from './engine/tasks/sdk/service-clients.ts'
export type { CallbackContext } from './testing/callback-handlers.ts'
export { type ChaosOptions, type ChaosRates, chaos } from './testing/chaos.ts'
export { type ContractClient, type ContractDifference, ContractError } from './testing/contract.ts'
export { type CoverageCollector, collectCoverage, reportCoverage } from './testing/coverage/collect-coverage.ts'
export type { CoverageMetric, CoverageThresholds, CoverageTotals, Ratio } from './testing/coverage/coverage-metrics.ts'
export type { CoverageOptions } from './testing/coverage/coverage-options.ts'
export type { CoverageReport, ReportedDefinition, ReportedState } from './testing/coverage/coverage-report.ts'
export type {
  Counter,
  PathCoverage,
  StateCoverage,
  TransitionCoverage,
} from './testing/coverage/definition-coverage.ts'
export { type InvokeContext, invoke } from './testing/invoke.ts'
export {
  assertCaught,
  assertFailedWith,
  assertRetried,
  assertSucceeded,
  assertTakenChoice,
  assertTimedOut,
  assertVisited,
} from './testing/matchers/assertions.ts'
export { historySnapshot } from './testing/matchers/history-snapshot.ts'
export { type MatcherContext, type MatcherResult, matchers, type RunMatchers } from './testing/matchers/matchers.ts'
export type { AnyRun, ExpectedString } from './testing/matchers/run-check.ts'
export { type ArbitraryDefinitionOptions, arbitraryDefinition } from './testing/properties/arbitrary-definition.ts'
export { arbitraryInputFor } from './testing/properties/arbitrary-input.ts'
export {
  type SimulatedFailure,
  type SimulateManyOptions,
  type SimulateManyReport,
  simulateMany,
} from './testing/properties/simulate-many.ts'
export { type Simulate, simulate } from './testing/simulate.ts'
export type { SimulateOptions, SimulationHandlers } from './testing/simulate-options.ts'
export type { SimulateStateOptions } from './testing/simulate-state.ts'
export { SimulatedRun } from './testing/simulated-run.ts'
export type { SimulatedAttempt, SimulatedState } from './testing/simulated-state.ts'
export { SteppedRun, type WaitingTask } from './testing/stepped-run.ts'
export {
  type BothCase,
  type BothOutcome,
  type BothResult,
  type TestBothOptions,
  testBoth,
} from './testing/test-both.ts'
