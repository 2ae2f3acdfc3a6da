import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { responseProblems } from '../../src/specs/response-problems.ts'
import type { StructureShape } from '../../src/specs/service-model/value-shape.ts'
import { outputShapeOf } from '../../src/specs/service-shapes.ts'

const problemsOf = (service: string, action: string, result: JsonObject, mode: 'STRICT' | 'PRESENT' = 'STRICT') => {
  const shape = outputShapeOf(service, action)
  return shape && responseProblems(shape, result, mode)
}

describe('in both modes', () => {
  test.each([
    ['events', 'putEvents', { Entries: 1 }, "Field 'Entries' must be an array"],
    ['events', 'putEvents', { Entries: [{ EventId: '1' }, { EventId: 2 }] }, "Field 'EventId' must be a string"],
    ['lambda', 'invoke', { StatusCode: '200' }, "Field 'StatusCode' must be a number"],
    [
      'aws-sdk:lambda',
      'getFunction',
      { Configuration: { MemorySize: 64 } },
      "Field 'MemorySize' is less than the minimum value",
    ],
    ['aws-sdk:s3', 'getObject', { StorageClass: 'SHELF' }, "Field 'StorageClass' is not an expected value"],
    ['aws-sdk:kms', 'encrypt', { CiphertextBlob: '' }, "Field 'CiphertextBlob' is smaller than the minimum length"],
    ['aws-sdk:s3', 'headObject', { Metadata: { a: 1 } }, "Field 'a' must be a string"],
    ['aws-sdk:s3', 'headObject', { BucketKeyEnabled: 'yes' }, "Field 'BucketKeyEnabled' must be a boolean"],
    ['aws-sdk:s3', 'headObject', { Metadata: [] }, "Field 'Metadata' must be an object"],
  ])('%s:%s %j', (service, action, result, problem) => {
    expect(problemsOf(service, action, result)).toEqual([problem])
    expect(problemsOf(service, action, result, 'PRESENT')).toEqual([problem])
  })
})

test('a required member may be absent unless the mode is STRICT', () => {
  const started = { StartDate: '2026-01-01T00:00:00Z' }
  expect(problemsOf('states', 'startExecution', started)).toEqual(["Required field 'ExecutionArn' is missing"])
  expect(problemsOf('states', 'startExecution', started, 'PRESENT')).toEqual([])
})

test('a member that the action does not have is ignored', () => {
  expect(problemsOf('events', 'putEvents', { entries: 1, constructor: 1 })).toEqual([])
})

test('the name of a member is not looked up on a prototype', () => {
  const shape: StructureShape = {
    kind: 'structure',
    members: new Map([['constructor', { isRequired: true, shape: { kind: 'string' } }]]),
  }
  expect(responseProblems(shape, {}, 'STRICT')).toEqual(["Required field 'constructor' is missing"])
})

test('the range includes its ends', () => {
  const shape: StructureShape = {
    kind: 'structure',
    members: new Map([
      ['Size', { isRequired: false, shape: { kind: 'number', min: 0, max: 2 } }],
      ['Name', { isRequired: false, shape: { kind: 'string', min: 1, max: 2 } }],
      ['List', { isRequired: false, shape: { kind: 'list', element: { kind: 'any' }, max: 1 } }],
    ]),
  }
  expect(responseProblems(shape, { Size: 0, Name: 'a', List: [null] }, 'STRICT')).toEqual([])
  expect(responseProblems(shape, { Size: 2, Name: 'ab', List: [] }, 'STRICT')).toEqual([])
  expect(responseProblems(shape, { Size: 3, Name: 'abc', List: [1, 2] }, 'STRICT')).toEqual([
    "Field 'Size' exceeds the maximum value",
    "Field 'Name' exceeds the maximum length",
    "Field 'List' exceeds the maximum length",
  ])
})
