import { createStepwise, type Stepwise } from './stepwise.ts'

/** The instance behind the functions below. It loads no SDK and builds no client before one of them is called. */
const stepwise: Stepwise = createStepwise()

/**
 * Creates or updates a state machine and its activities; nothing is sent beyond a describe where nothing changed.
 * On the SDK's default chain, as all functions here; see {@link Stepwise.ensureStateMachine} for what it throws.
 */
export const ensureStateMachine: Stepwise['ensureStateMachine'] = stepwise.ensureStateMachine

/** A deployed state machine, its definition as the literal. See {@link Stepwise.describeStateMachine}. */
export const describeStateMachine: Stepwise['describeStateMachine'] = stepwise.describeStateMachine

/** Deletes a state machine. See {@link Stepwise.deleteStateMachine}. */
export const deleteStateMachine: Stepwise['deleteStateMachine'] = stepwise.deleteStateMachine

/** The state machines of the account in the region. See {@link Stepwise.listStateMachines}. */
export const listStateMachines: Stepwise['listStateMachines'] = stepwise.listStateMachines

/** Starts an execution and does not wait for it. See {@link Stepwise.startExecution} for what it throws. */
export const startExecution: Stepwise['startExecution'] = stepwise.startExecution

/**
 * Starts an execution and waits for its end.
 * @throws ExecutionFailed unless it succeeded. See {@link Stepwise.runExecution}.
 */
export const runExecution: Stepwise['runExecution'] = stepwise.runExecution

/** An execution's status, payloads and dates. See {@link Stepwise.describeExecution}. */
export const describeExecution: Stepwise['describeExecution'] = stepwise.describeExecution

/** Aborts an execution. See {@link Stepwise.stopExecution}. */
export const stopExecution: Stepwise['stopExecution'] = stepwise.stopExecution

/** A state machine's executions, newest first. See {@link Stepwise.listExecutions}. */
export const listExecutions: Stepwise['listExecutions'] = stepwise.listExecutions

/** An execution's events in their order. See {@link Stepwise.executionHistory}. */
export const executionHistory: Stepwise['executionHistory'] = stepwise.executionHistory

/** Starts a worker for each activity. See {@link Stepwise.startWorkers}. */
export const startWorkers: Stepwise['startWorkers'] = stepwise.startWorkers

/** Puts the large parts of an execution's input into S3. See {@link Stepwise.offloadToS3}. */
export const offloadToS3: Stepwise['offloadToS3'] = stepwise.offloadToS3

/** Tries a definition and its handlers out under fresh names. See {@link Stepwise.reloaded}. */
export const reloaded: Stepwise['reloaded'] = stepwise.reloaded
