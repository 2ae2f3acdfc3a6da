import { createStepwise, type Stepwise } from './stepwise.ts'

/** The instance behind the functions below. It loads no SDK and creates no client before one of them is called. */
const stepwise: Stepwise = createStepwise()

/**
 * Creates a state machine and its activities, or updates it if it differs.
 * All functions of this module work on the SDK's default chain. See {@link Stepwise.ensureStateMachine} for what this one throws.
 */
export const ensureStateMachine: Stepwise['ensureStateMachine'] = stepwise.ensureStateMachine

/** Returns a deployed state machine, with its definition as a literal. See {@link Stepwise.describeStateMachine}. */
export const describeStateMachine: Stepwise['describeStateMachine'] = stepwise.describeStateMachine

/** Deletes a state machine. See {@link Stepwise.deleteStateMachine}. */
export const deleteStateMachine: Stepwise['deleteStateMachine'] = stepwise.deleteStateMachine

/** Lists the state machines of the account and region. See {@link Stepwise.listStateMachines}. */
export const listStateMachines: Stepwise['listStateMachines'] = stepwise.listStateMachines

/** Starts an execution and does not wait for it. See {@link Stepwise.startExecution} for what it throws. */
export const startExecution: Stepwise['startExecution'] = stepwise.startExecution

/**
 * Starts an execution and waits for its end.
 * @throws ExecutionFailed unless the execution succeeded. See {@link Stepwise.runExecution}.
 */
export const runExecution: Stepwise['runExecution'] = stepwise.runExecution

/** Returns the status, payloads and dates of an execution. See {@link Stepwise.describeExecution}. */
export const describeExecution: Stepwise['describeExecution'] = stepwise.describeExecution

/** Aborts an execution. See {@link Stepwise.stopExecution}. */
export const stopExecution: Stepwise['stopExecution'] = stepwise.stopExecution

/** Continues an execution that did not succeed, and does not wait for its end. See {@link Stepwise.redriveExecution}. */
export const redriveExecution: Stepwise['redriveExecution'] = stepwise.redriveExecution

/**
 * Waits for the end of an execution.
 * @throws ExecutionFailed unless the execution succeeded. See {@link Stepwise.waitForExecution}.
 */
export const waitForExecution: Stepwise['waitForExecution'] = stepwise.waitForExecution

/** Lists the executions of a state machine, newest first. See {@link Stepwise.listExecutions}. */
export const listExecutions: Stepwise['listExecutions'] = stepwise.listExecutions

/** Reads the events of an execution in their order. See {@link Stepwise.executionHistory}. */
export const executionHistory: Stepwise['executionHistory'] = stepwise.executionHistory

/** Starts a worker for each activity. See {@link Stepwise.startWorkers}. */
export const startWorkers: Stepwise['startWorkers'] = stepwise.startWorkers

/** Puts the large parts of an execution's input into S3. See {@link Stepwise.offloadToS3}. */
export const offloadToS3: Stepwise['offloadToS3'] = stepwise.offloadToS3

/** Runs a definition and its handlers under temporary names. See {@link Stepwise.reloaded}. */
export const reloaded: Stepwise['reloaded'] = stepwise.reloaded
