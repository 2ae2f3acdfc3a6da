export { type AirflowOptions, toAirflow } from './passes/airflow/to-airflow.ts'
export { type Cost, type CostOptions, cost, type ExpressPrice, type Price } from './passes/cost/cost.ts'
export type { TransitionProbabilities } from './passes/cost/expected-visits.ts'
export type { MeasuredRun, VisitedState } from './passes/cost/measured-run.ts'
export { type GbSecondTier, type Prices, usEast1Prices } from './passes/cost/prices.ts'
export type { FailureModel, RepeatRate } from './passes/learn/failure-model.ts'
export {
  type ExecutionReader,
  type LearnedFailure,
  type LearnedRetries,
  type LearnRetriesOptions,
  learnRetries,
  type RetryProposal,
} from './passes/learn/learn-retries.ts'
export type { ProposedRetry } from './passes/learn/propose-retry.ts'
export { optimize } from './passes/optimize/optimize.ts'
export { type ParallelizeOptions, type ParallelMove, parallelize } from './passes/parallelize/parallelize.ts'
