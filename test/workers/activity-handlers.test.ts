import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { Interceptor } from '../../src/workers/interceptor.ts'
import { fakeActivities } from '../support/fake-activities.ts'

const activities = () => fakeActivities({ abortablePolls: true })

describe('a handler with schemas', () => {
  it('gets the input as its schema parsed it, with its type', async () => {
    const { schedule, start } = activities()
    await using _ = start({
      add: {
        input: z.object({ x: z.coerce.number(), y: z.number().default(1) }),
        handler({ x, y }) {
          expectTypeOf({ x, y }).toEqualTypeOf<{ x: number; y: number }>()
          return x + y
        },
      },
    })
    expect(await schedule('add', { x: '41' })).toEqual({ output: 42 })
  })

  it('is not called for an input that does not match: the task fails with all issues', async () => {
    const { schedule, start } = activities()
    let calls = 0
    await using _ = start({
      add: { input: z.object({ x: z.number(), list: z.array(z.string()) }), handler: () => calls++ },
    })
    expect(await schedule('add', { x: '1', list: ['a', 2] })).toEqual({
      error: 'Worker.InvalidInput',
      cause:
        'x: Invalid input: expected number, received string\n' +
        'list.1: Invalid input: expected string, received number',
    })
    expect(calls).toBe(0)
  })

  it('fails its task if its output does not match', async () => {
    const { schedule, start } = activities()
    await using _ = start({ add: { handler: () => 'two', output: z.number() } })
    expect(await schedule('add', {})).toEqual({
      error: 'Worker.InvalidOutput',
      cause: 'Invalid input: expected number, received string',
    })
  })

  it('returns its output as the output schema parsed it', async () => {
    const { schedule, start } = activities()
    await using _ = start({ add: { handler: () => ({ id: 1, secret: 's' }), output: z.object({ id: z.number() }) } })
    expect(await schedule('add', {})).toEqual({ output: { id: 1 } })
  })

  it('has its schemas inside the interceptors', async () => {
    const { schedule, start } = activities()
    const wrap: Interceptor = (task, next) => next({ ...task, input: { n: 1 } })
    await using _ = start({ add: { input: z.object({ n: z.number() }), handler: ({ n }) => n, interceptors: [wrap] } })
    expect(await schedule('add', 'not an object')).toEqual({ output: 1 })
  })
})

describe('a handler without schemas', () => {
  it('takes any input', async () => {
    const { schedule, start } = activities()
    await using _ = start({
      add: {
        handler(input) {
          expectTypeOf(input).toBeAny()
          return input.x
        },
      },
    })
    expect(await schedule('add', { x: 1 })).toEqual({ output: 1 })
  })
})

describe('the context of a handler', () => {
  it('has the activity, the token and the execution that the input names', async () => {
    const { schedule, start } = activities()
    await using _ = start({
      add: (_, { activity, taskToken, executionArn }) => ({ activity, taskToken, executionArn }),
    })
    const arn = 'arn:aws:states:eu-west-1:123456789012:execution:adder:one'
    expect(await schedule('add', { AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: arn })).toEqual({
      output: { activity: 'add', taskToken: 'token-1', executionArn: arn },
    })
    expect(await schedule('add', [])).toEqual({ output: { activity: 'add', taskToken: 'token-2' } })
  })

  it('has a log that names the activity, if the logger can have children', async () => {
    const lines: object[] = []
    const loggerOf = (bindings: object): object =>
      Object.assign(
        Object.fromEntries(
          ['debug', 'info', 'warn', 'error'].map((level) => [
            level,
            (fields: object, message: string) => lines.push({ level, ...bindings, ...fields, message }),
          ]),
        ),
        { child: (more: object) => loggerOf({ ...bindings, ...more }) },
      )
    const { schedule, start } = activities()
    await using _ = start({ add: (_, { log }) => log.info({ n: 1 }, 'adding') }, { logger: loggerOf({}) as never })
    await schedule('add', {})
    expect(lines).toContainEqual({ level: 'info', activity: 'add', n: 1, message: 'adding' })
  })
})

describe('a value that is not a handler', () => {
  it.each([undefined, null, 42, { handle: () => 1 }])('is refused with its name: %j', (value) => {
    const { start } = activities()
    expect(() => start({ 'activity/add': value as never })).toThrow(
      /^handlers\["activity\/add"\] must be a function or \{ handler, … \}, got /,
    )
  })
})
