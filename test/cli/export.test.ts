import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { stepwise } from '../support/command-line.ts'

const definition = {
  startAt: 'save',
  states: {
    save: { type: 'task', resource: 'dynamodb:putItem', parameters: { TableName: 't', Item: {} }, end: true },
  },
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'))
  await writeFile(join(folder, 'orders.json'), JSON.stringify(definition))
})
afterAll(() => rm(folder, { recursive: true }))

const run = async (...argv: string[]) => stepwise(argv, { cwd: folder })
const account = ['--region', 'us-east-1', '--account-id', '123456789012']

describe('permissions', () => {
  test('prints the policy of the role', async () => {
    const { out } = await run('permissions', 'orders.json', ...account)
    expect(JSON.parse(out)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['dynamodb:PutItem'],
          Resource: ['arn:aws:dynamodb:us-east-1:123456789012:table/t'],
        },
      ],
    })
  })

  test('--explain prints what each state needs', async () => {
    const { out } = await run('permissions', 'orders.json', '--explain', ...account)
    expect(out).toBe('save\n  dynamodb:PutItem\n    on arn:aws:dynamodb:us-east-1:123456789012:table/t\n')
  })

  test('--json prints the statements with their states', async () => {
    const { out } = await run('permissions', 'orders.json', '--json')
    expect(JSON.parse(out)[0].states).toEqual(['save'])
  })

  test('substitutions with values give exact resources', async () => {
    const definition = {
      startAt: 'a',
      states: {
        a: {
          type: 'task',
          resource: 'sqs:sendMessage',
          parameters: { QueueUrl: '${Url}', MessageBody: 'x' },
          end: true,
        },
      },
    }
    const files = { 'send.json': JSON.stringify(definition) }
    const url = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'
    const line = ['permissions', 'send.json', ...account]
    expect(await stepwise(line, { files })).toMatchObject({
      code: 1,
      err: expect.stringContaining('"QueueUrl" is "${Url}"'),
    })
    const { out } = await stepwise([...line, '--substitution', `Url=${url}`], { files })
    expect(out).toContain('arn:aws:sqs:us-east-1:123456789012:orders')
  })

  test('reports that no permissions are needed', async () => {
    await writeFile(join(folder, 'pass.json'), '{"startAt":"a","states":{"a":{"type":"pass","end":true}}}')
    const { out, err } = await run('permissions', 'pass.json')
    expect({ out, err }).toEqual({ out: '', err: 'pass.json: no permissions are needed\n' })
  })

  test('rejects a region without an account', async () => {
    const { code, err } = await run('permissions', 'orders.json', '--region', 'us-east-1')
    expect(err).toContain('--region and --account-id need each other')
    expect(code).toBe(1)
  })
})

describe('export', () => {
  test('prints a template of CloudFormation, named after the file', async () => {
    const { out } = await run('export', 'orders.json', '--logs', 'ALL', '--alarm', 'failed', 'timedOut')
    const { Resources } = JSON.parse(out)
    expect(Resources.StateMachine.Properties.StateMachineName).toBe('orders')
    expect(Object.keys(Resources)).toEqual([
      'StateMachineLogGroup',
      'StateMachineRole',
      'StateMachine',
      'FailedAlarm',
      'TimedOutAlarm',
    ])
  })

  test.each(['cloudformation', 'sam', 'asl'])('--format %s prints the same as JSON and as YAML', async (format) => {
    const [json, yaml] = [
      await run('export', 'orders.json', '--format', format),
      await run('export', 'orders.json', '--format', format, '--yaml'),
    ]
    expect(parse(yaml.out)).toEqual(JSON.parse(json.out))
  })

  test('--format terraform prints JSON', async () => {
    const { out } = await run('export', 'orders.json', '--format', 'terraform')
    expect(Object.keys(JSON.parse(out).resource)).toContain('aws_sfn_state_machine')
  })

  test('--format cdk prints code', async () => {
    const { out } = await run('export', 'orders.json', '--format', 'cdk')
    expect(out).toContain('export class OrdersStateMachine extends Construct {')
  })

  test('rejects YAML for a tool that has none', async () => {
    const { code, err } = await run('export', 'orders.json', '--format', 'cdk', '--yaml')
    expect(err).toContain('--yaml cannot be used with --format cdk')
    expect(code).toBe(2)
  })
})
