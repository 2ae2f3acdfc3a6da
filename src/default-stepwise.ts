import { createStepwise } from './create-stepwise.ts'
import type { Stepwise } from './stepwise.ts'

/** The instance behind the functions below. It loads no SDK and creates no client before one of them is called. */
const stepwise: Stepwise = createStepwise()

/**
 * Creates a state machine and its activities, or updates it if it differs. All functions of this module work on the SDK's default chain.
 * {@link Stepwise.ensureStateMachine} lists the errors.
 */
export const ensureStateMachine: Stepwise['ensureStateMachine'] = stepwise.ensureStateMachine

/** Describes a deployed state machine, with its definition as a literal. See {@link Stepwise.describeStateMachine}. */
export const describeStateMachine: Stepwise['describeStateMachine'] = stepwise.describeStateMachine

/** Deletes a state machine. See {@link Stepwise.deleteStateMachine}. */
export const deleteStateMachine: Stepwise['deleteStateMachine'] = stepwise.deleteStateMachine

/** Lists the state machines of the account and region. See {@link Stepwise.listStateMachines}. */
export const listStateMachines: Stepwise['listStateMachines'] = stepwise.listStateMachines

/** Publishes the current definition of a state machine as a version. See {@link Stepwise.publishVersion}. */
export const publishVersion: Stepwise['publishVersion'] = stepwise.publishVersion

/** Lists the versions of a state machine, newest first. See {@link Stepwise.listVersions}. */
export const listVersions: Stepwise['listVersions'] = stepwise.listVersions

/** Deletes a version. See {@link Stepwise.deleteVersion}. */
export const deleteVersion: Stepwise['deleteVersion'] = stepwise.deleteVersion

/** Makes an alias point to one version, or to two with weights. See {@link Stepwise.setAlias}. */
export const setAlias: Stepwise['setAlias'] = stepwise.setAlias

/** Describes an alias, with its versions and their weights. See {@link Stepwise.describeAlias}. */
export const describeAlias: Stepwise['describeAlias'] = stepwise.describeAlias

/** Lists the aliases of a state machine. See {@link Stepwise.listAliases}. */
export const listAliases: Stepwise['listAliases'] = stepwise.listAliases

/** Deletes an alias. See {@link Stepwise.deleteAlias}. */
export const deleteAlias: Stepwise['deleteAlias'] = stepwise.deleteAlias

/**
 * Finds every problem of a definition. It sends nothing, unless the option `remote` is given; then it returns a promise.
 * See {@link Stepwise.validate}.
 */
export const validate: Stepwise['validate'] = stepwise.validate

/** Returns whether a state machine or an activity exists. See {@link Stepwise.exists}. */
export const exists: Stepwise['exists'] = stepwise.exists

/** Lists the activities of the account and region. See {@link Stepwise.listActivities}. */
export const listActivities: Stepwise['listActivities'] = stepwise.listActivities

/** Deletes an activity. See {@link Stepwise.deleteActivity}. */
export const deleteActivity: Stepwise['deleteActivity'] = stepwise.deleteActivity

/** Starts an execution and does not wait for it. See {@link Stepwise.startExecution} for what it throws. */
export const startExecution: Stepwise['startExecution'] = stepwise.startExecution

/** Starts an execution for each input and waits for none of them. See {@link Stepwise.startExecutions} for what it throws. */
export const startExecutions: Stepwise['startExecutions'] = stepwise.startExecutions

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

/** Continues an execution that did not succeed, redriven or as a new execution. See {@link Stepwise.resumeExecution}. */
export const resumeExecution: Stepwise['resumeExecution'] = stepwise.resumeExecution

/**
 * Waits for the end of an execution.
 * @throws ExecutionFailed unless the execution succeeded. See {@link Stepwise.waitForExecution}.
 */
export const waitForExecution: Stepwise['waitForExecution'] = stepwise.waitForExecution

/** Lists the executions of a state machine or a map run, newest first. See {@link Stepwise.listExecutions}. */
export const listExecutions: Stepwise['listExecutions'] = stepwise.listExecutions

/** Lists the map runs that an execution started. See {@link Stepwise.listMapRuns}. */
export const listMapRuns: Stepwise['listMapRuns'] = stepwise.listMapRuns

/** Reads the events of an execution in their order. See {@link Stepwise.executionHistory}. */
export const executionHistory: Stepwise['executionHistory'] = stepwise.executionHistory

/** Tests one state; nothing is deployed. See {@link Stepwise.testState} for what it throws. */
export const testState: Stepwise['testState'] = stepwise.testState

/** Starts a worker for each activity. See {@link Stepwise.startWorkers}. */
export const startWorkers: Stepwise['startWorkers'] = stepwise.startWorkers

/** Ends a task successfully. See {@link Stepwise.sendTaskSuccess}. */
export const sendTaskSuccess: Stepwise['sendTaskSuccess'] = stepwise.sendTaskSuccess

/** Fails a task. See {@link Stepwise.sendTaskFailure}. */
export const sendTaskFailure: Stepwise['sendTaskFailure'] = stepwise.sendTaskFailure

/** Restarts the heartbeat timeout of a task. See {@link Stepwise.sendTaskHeartbeat}. */
export const sendTaskHeartbeat: Stepwise['sendTaskHeartbeat'] = stepwise.sendTaskHeartbeat

/** Puts the large parts of an execution's input into S3. See {@link Stepwise.offloadToS3}. */
export const offloadToS3: Stepwise['offloadToS3'] = stepwise.offloadToS3

/** Runs a definition and its handlers under temporary names. See {@link Stepwise.reloaded}. */
export const reloaded: Stepwise['reloaded'] = stepwise.reloaded
