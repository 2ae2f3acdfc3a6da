export { simulate } from './testing/simulate.ts'
export type { SimulateOptions, SimulationHandlers } from './testing/simulate-options.ts'
export { SimulatedRun } from './testing/simulated-run.ts'
export type { SimulatedAttempt, SimulatedState } from './testing/simulated-state.ts'
