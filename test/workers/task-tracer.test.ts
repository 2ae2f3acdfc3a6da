import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { describe, expect, it } from 'vitest'
import { createTaskTracer, type OpenTelemetry, type TracedTask } from '../../src/workers/task-tracer.ts'
import { fakeActivities } from '../support/fake-activities.ts'

const task: TracedTask = { activity: 'add', taskToken: 'token', executionArn: undefined, input: { x: 1 } }

describe('the diagnostics channel', () => {
  it('publishes the start, the end and the failure of each task', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const channel = tracingChannel('stepwise-ts:task')
    const seen: unknown[] = []
    const note = (name: string) => (message: object) => void seen.push([name, { ...message }])
    const subscribers = {
      start: note('start'),
      asyncEnd: note('asyncEnd'),
      error: note('error'),
      end: () => {},
      asyncStart: () => {},
    }
    channel.subscribe(subscribers)
    const boom = new Error('boom')
    await using _ = start({ add: ({ fail }) => (fail ? Promise.reject(boom) : 2) })
    await schedule('add', {})
    await schedule('add', { fail: true })
    channel.unsubscribe(subscribers)
    expect(seen).toMatchObject([
      ['start', { activity: 'add', taskToken: 'token-1', input: {} }],
      ['asyncEnd', { activity: 'add', taskToken: 'token-1', result: 2 }],
      ['start', { activity: 'add', taskToken: 'token-2', input: { fail: true } }],
      ['error', { activity: 'add', taskToken: 'token-2', error: boom }],
      ['asyncEnd', { activity: 'add', taskToken: 'token-2', error: boom }],
    ])
  })

  it('carries a context into the handler', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const channel = tracingChannel<string, TracedTask>('stepwise-ts:task')
    const current = new AsyncLocalStorage<string>()
    channel.start.bindStore(current, ({ taskToken }) => `span of ${taskToken}`)
    await using _ = start({ add: () => current.getStore() })
    expect(await schedule('add', {})).toEqual({ output: 'span of token-1' })
    channel.start.unbindStore(current)
  })
})

describe('OpenTelemetry, if it is installed', () => {
  const openTelemetry = () => {
    const spans: unknown[] = []
    const api: OpenTelemetry = {
      trace: {
        getTracer: (tracer) => ({
          startActiveSpan(name, options, perform) {
            const span = { tracer, name, ...options }
            spans.push(span)
            return perform({
              recordException: (exception) => Object.assign(span, { exception }),
              setStatus: (status) => Object.assign(span, { status }),
              end: () => Object.assign(span, { ended: true }),
            })
          },
        }),
      },
    }
    return { spans, load: async () => api }
  }

  it('has a span for each task', async () => {
    const { spans, load } = openTelemetry()
    const trace = createTaskTracer(load)
    await load()
    expect(await trace({ ...task, executionArn: 'arn' }, async () => 2)).toBe(2)
    expect(spans).toEqual([
      {
        tracer: 'stepwise-ts',
        name: 'add',
        kind: 4,
        attributes: { 'aws.step_functions.activity': 'add', 'aws.step_functions.execution.arn': 'arn' },
        ended: true,
      },
    ])
  })

  it('gets the error of a task', async () => {
    const { spans, load } = openTelemetry()
    const trace = createTaskTracer(load)
    await load()
    const boom = new Error('boom')
    await expect(trace(task, () => Promise.reject(boom))).rejects.toBe(boom)
    expect(spans).toMatchObject([{ exception: boom, status: { code: 2, message: 'boom' }, ended: true }])
  })

  it('is not needed', async () => {
    const trace = createTaskTracer(() => Promise.reject(new Error('ERR_MODULE_NOT_FOUND')))
    expect(await trace(task, async () => 2)).toBe(2)
  })
})
