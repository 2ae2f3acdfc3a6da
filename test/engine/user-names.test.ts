import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/json.ts'
import { createEngineDeps, runMachine } from '../support/run-machine.ts'

/** Names that every JavaScript object inherits. */
const names = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', '__proto__']

const pass = (fields: JsonObject): JsonObject => ({
  StartAt: 'A',
  States: { A: { Type: 'Pass', End: true, ...fields } },
})
const task = (resource: string, fields: JsonObject = {}): JsonObject => ({
  StartAt: 'A',
  States: { A: { Type: 'Task', Resource: resource, End: true, ...fields } },
})
const member = <T>(name: string, value: T): Record<string, T> => Object.fromEntries([[name, value]])
const textOf = (value: unknown) => JSON.stringify(value)

describe.each(names)('the name %s', (name) => {
  it.each([
    ['a service', (n: string) => `arn:aws:states:::${n}:x`],
    ['an action', (n: string) => `arn:aws:states:::sqs:${n}`],
    ['a service of the SDK', (n: string) => `arn:aws:states:::aws-sdk:${n}:x`],
    ['an operation of Step Functions', (n: string) => `arn:aws:states:::aws-sdk:sfn:${n}`],
    ['a Lambda function', (n: string) => `arn:aws:lambda:us-east-1:123456789012:function:${n}`],
    ['an activity', (n: string) => `arn:aws:states:us-east-1:123456789012:activity:${n}`],
  ])('of %s that does not exist fails the task', async (_what, resourceOf) => {
    const { status, error } = await runMachine(task(resourceOf(name)))
    expect({ status, isKnown: /^States\.|^Lambda\.|^Sfn\./.test(error ?? '') }).toEqual({
      status: 'FAILED',
      isKnown: true,
    })
  })

  it('of a task handler or a Lambda function is its own', async () => {
    const handler = () => 'mine'
    const own = member(name, handler)
    const results = [
      await runMachine(task(`arn:aws:states:::aws-sdk:${name}:x`), { tasks: own }),
      await runMachine(task(`arn:aws:states:::aws-sdk:sqs:${name}`), {
        tasks: member(`aws-sdk:sqs:${name}`, handler),
      }),
      await runMachine(task(`arn:aws:lambda:us-east-1:123456789012:function:${name}`), { lambdas: own }),
    ]
    expect(results.map(({ output, status }) => output ?? status)).toEqual(['FAILED', 'mine', 'mine'])
  })

  it('of a state is a name like any other', async () => {
    const { output } = await runMachine({ StartAt: name, States: member(name, { Type: 'Pass', End: true }) })
    expect(output).toEqual({})
  })

  it('of a member is found only if the data has it', async () => {
    const found = pass({ Parameters: { 'found.$': `$['${name}']` } })
    const { status } = await runMachine(found)
    expect(status).toBe('FAILED')
    expect((await runMachine(found, { input: member(name, 1) })).output).toEqual({ found: 1 })
  })

  it('of a member that ResultPath, Parameters or Output set is set', async () => {
    const wanted = textOf(member(name, 1))
    const outputs = [
      await runMachine(pass({ Result: 1, ResultPath: `$['${name}']` })),
      await runMachine(pass({ Parameters: member(`${name}.$`, '$.one') }), { input: { one: 1 } }),
      await runMachine(
        { QueryLanguage: 'JSONata', ...pass({ Output: member(name, '{% $states.input.one %}') }) },
        { input: { one: 1 } },
      ),
    ]
    expect(outputs.map(({ output }) => textOf(output))).toEqual([wanted, wanted, wanted])
  })

  it('of a variable is a variable like any other', async () => {
    const machine = (QueryLanguage: string, read: JsonObject, assign: Json): JsonObject => ({
      QueryLanguage,
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: member(name, assign), Next: 'B' },
        B: { Type: 'Pass', ...read, End: true },
      },
    })
    const results = [
      await runMachine(machine('JSONPath', { Parameters: { 'v.$': `$${name}` } }, 1)),
      await runMachine(machine('JSONata', { Output: { v: `{% $${name} %}` } }, 1)),
    ]
    expect(results.map(({ output, cause }) => output ?? cause)).toEqual([{ v: 1 }, { v: 1 }])
  })

  it('of a variable that was never assigned is nothing', async () => {
    const results = [
      await runMachine(pass({ Parameters: { 'v.$': `$${name}` } })),
      await runMachine({ QueryLanguage: 'JSONata', ...pass({ Output: { v: `{% $exists($${name}) %}` } }) }),
    ]
    expect(results.map(({ status, output }) => output ?? status)).toEqual(['FAILED', { v: false }])
  })

  it('of an error is matched by itself only', async () => {
    const thrower = () => {
      throw Object.assign(new Error('broken'), { error: name })
    }
    const caught = (error: string) =>
      runMachine(
        {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage',
              Catch: [{ ErrorEquals: [error], Next: 'B' }],
              End: true,
            },
            B: { Type: 'Pass', End: true },
          },
        },
        { tasks: { sqs: thrower } },
      )
    expect((await caught(name)).status).toBe('SUCCEEDED')
    expect((await caught('other')).status).toBe('FAILED')
  })

  it('of an operation of the API is not an operation', async () => {
    const { deps } = createEngineDeps()
    await expect(deps.callOperation(name, {}, new AbortController().signal)).rejects.toMatchObject({
      name: 'UnknownOperationException',
    })
  })

  it('of an input member of an operation is ignored or refused as any other', async () => {
    const { deps } = createEngineDeps()
    const { signal } = new AbortController()
    const of = async (member: string) =>
      deps.callOperation('ListActivities', Object.fromEntries([[member, 1]]), signal).catch(({ message }) => message)
    expect(JSON.stringify(await of(name))).toBe(JSON.stringify(await of('other')).replaceAll('other', name))
  })

  it('of an object in S3 is a key like any other', async () => {
    const { deps } = createEngineDeps()
    const { objects } = deps
    await objects
      .put({ bucket: 'b', key: name }, Buffer.from('x'))
      .catch(({ code }) => expect(code).toBe('NoSuchBucket'))
    await expect(objects.get({ bucket: name, key: name })).rejects.toMatchObject({ code: 'NoSuchBucket' })
  })
})
