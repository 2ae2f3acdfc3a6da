import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import * as stepwise from '../src/index.ts'

test('importing the main entry loads no AWS client', () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  expect(loaded.filter((file) => file.includes('@aws-sdk'))).toEqual([])
})

test('the exports of the main entry', () => {
  expect(Object.keys(stepwise).sort()).toEqual([
    'DefinitionError',
    'ExecutionFailed',
    'TaskError',
    'attempt',
    'chain',
    'conditionText',
    'consoleUrl',
    'createStepwise',
    'defineStateMachine',
    'deleteActivity',
    'deleteStateMachine',
    'describeExecution',
    'describeStateMachine',
    'desugar',
    'ends',
    'ensureStateMachine',
    'evaluate',
    'executionHistory',
    'exists',
    'expr',
    'formatIssue',
    'formatPath',
    'globalTimers',
    'heartbeatEvery',
    'lambdaRetry',
    'listActivities',
    'listExecutions',
    'listMapRuns',
    'listStateMachines',
    'machine',
    'offloadAll',
    'offloadKeys',
    'offloadToS3',
    'parseDefinition',
    'prefix',
    'reachable',
    'realSystem',
    'redriveExecution',
    'reloaded',
    'resugar',
    'runExecution',
    'sendTaskFailure',
    'sendTaskHeartbeat',
    'sendTaskSuccess',
    'sequence',
    'shutdownOn',
    'stamp',
    'startExecution',
    'startWorkers',
    'stopExecution',
    'testState',
    'validate',
    'virtualSystem',
    'waitForExecution',
  ])
})
