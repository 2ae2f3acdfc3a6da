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

test('without options, no field changes', () => {
  expect(changed({})).toEqual({})
})

test('definitions are compared without their white space and the order of their keys', () => {
  const same = `{ "States": { "a": { "End": true, "Type": "Pass" } },\n "StartAt": "a" }`
  expect(changed({}, same)).toEqual({})
  expect(changed({}, same.replace('Pass', 'Succeed'))).toEqual({ definition: same.replace('Pass', 'Succeed') })
})

test('definitions are compared with the order of their arrays', () => {
  const list = (items: string) => `{"StartAt":"a","States":{"a":{"Type":"Pass","Result":${items},"End":true}}}`
  const present = { ...deployed, definition: list('[1,2]') }
  expect(changedFields(present, { ...toConfiguration({}), definition: list('[2,1]') })).toHaveProperty('definition')
})

test('a definition that AWS withholds is sent again', () => {
  expect(changedFields({ ...deployed, definition: '' }, { ...toConfiguration({}), definition: '{}' })).toEqual({
    definition: '{}',
  })
})

test('defaults that AWS adds to a field are not a change', () => {
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
])('the options %j change only their own fields', ([options, expected]) => {
  expect(changed(options)).toEqual(expected)
})
