import { expect, test } from 'vitest'
import { changedFields, toConfiguration } from '../../src/client/state-machine-configuration.ts'
import type { StateMachineOptions } from '../../src/client/state-machine-options.ts'

const deployed = {
  name: 'adder',
  definition: '{"StartAt":"a","States":{"a":{"Type":"Pass","End":true}}}',
  roleArn: 'arn:aws:iam::123456789012:role/r',
  type: 'STANDARD',
  creationDate: new Date(0),
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
} as const

const changed = (options: StateMachineOptions, definition: string = deployed.definition) =>
  changedFields(deployed, { ...toConfiguration(options), definition })

test('nothing given, nothing changed', () => {
  expect(changed({})).toEqual({})
})

test('definitions are compared as data: white space and the order of keys do not matter', () => {
  const same = `{ "States": { "a": { "End": true, "Type": "Pass" } },\n "StartAt": "a" }`
  expect(changed({}, same)).toEqual({})
  expect(changed({}, same.replace('Pass', 'Succeed'))).toEqual({ definition: same.replace('Pass', 'Succeed') })
})

test('the order in lists does matter', () => {
  const list = (items: string) => `{"StartAt":"a","States":{"a":{"Type":"Pass","Result":${items},"End":true}}}`
  const present = { ...deployed, definition: list('[1,2]') }
  expect(changedFields(present, { ...toConfiguration({}), definition: list('[2,1]') })).toHaveProperty('definition')
})

test('a definition that AWS withholds counts as changed', () => {
  expect(changedFields({ ...deployed, definition: '' }, { ...toConfiguration({}), definition: '{}' })).toEqual({
    definition: '{}',
  })
})

test('what AWS adds to a setting is no change', () => {
  const present = {
    ...deployed,
    loggingConfiguration: { level: 'ALL' as const, includeExecutionData: false, destinations: [] },
  }
  expect(
    changedFields(present, { ...toConfiguration({ logging: { level: 'ALL' } }), definition: present.definition }),
  ).toEqual({})
})

test.for<[StateMachineOptions, object]>([
  [{ roleArn: 'arn:aws:iam::123456789012:role/s' }, { roleArn: 'arn:aws:iam::123456789012:role/s' }],
  [{ tracing: true }, { tracingConfiguration: { enabled: true } }],
  [{ tracing: false }, {}],
  [{ encryption: null }, {}],
  [
    { encryption: { kmsKeyId: 'key', reuseSeconds: 300 } },
    {
      encryptionConfiguration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: 'key',
        kmsDataKeyReusePeriodSeconds: 300,
      },
    },
  ],
  [
    { logging: { level: 'ERROR', logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:g' } },
    {
      loggingConfiguration: {
        level: 'ERROR',
        includeExecutionData: false,
        destinations: [
          { cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:g:*' } },
        ],
      },
    },
  ],
])('%j', ([options, expected]) => {
  expect(changed(options)).toEqual(expected)
})
