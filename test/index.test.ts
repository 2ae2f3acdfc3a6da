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
    'createStepwise',
    'defineStateMachine',
    'deleteStateMachine',
    'describeExecution',
    'describeStateMachine',
    'desugar',
    'ensureStateMachine',
    'executionHistory',
    'formatIssue',
    'formatPath',
    'heartbeatEvery',
    'listExecutions',
    'listStateMachines',
    'offloadAll',
    'offloadKeys',
    'offloadToS3',
    'parseDefinition',
    'realSystem',
    'reloaded',
    'resugar',
    'runExecution',
    'shutdownOn',
    'startExecution',
    'startWorkers',
    'stopExecution',
    'validate',
    'virtualSystem',
  ])
})
