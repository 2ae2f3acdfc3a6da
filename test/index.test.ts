import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import * as stepwise from '../src/index.ts'

test('importing the main entry loads no AWS client', () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  expect(loaded.filter((file) => file.includes('@aws-sdk'))).toEqual([])
})

test('what the main entry exports', () => {
  expect(Object.keys(stepwise).sort()).toEqual([
    'DefinitionError',
    'ExecutionFailed',
    'TaskError',
    'attempt',
    'chain',
    'consoleUrl',
    'createStepwise',
    'defineStateMachine',
    'deleteStateMachine',
    'describeExecution',
    'describeStateMachine',
    'desugar',
    'ensureStateMachine',
    'executionHistory',
    'expr',
    'formatIssue',
    'formatPath',
    'globalTimers',
    'heartbeatEvery',
    'listExecutions',
    'listStateMachines',
    'machine',
    'offloadAll',
    'offloadKeys',
    'offloadToS3',
    'parseDefinition',
    'prefix',
    'realSystem',
    'redriveExecution',
    'reloaded',
    'resugar',
    'runExecution',
    'sequence',
    'shutdownOn',
    'startExecution',
    'startWorkers',
    'stopExecution',
    'validate',
    'virtualSystem',
    'waitForExecution',
  ])
})
