import { tracingChannel } from 'node:diagnostics_channel'
import { textOf } from './task-failure.ts'

/** What subscribers of the channel see of a task: first this, later with `result` or `error` as well. */
export interface TracedTask {
  readonly activity: string
  readonly taskToken: string
  readonly executionArn: string | undefined
  readonly input: unknown
}

/** Runs a task where tracing tools can see it. */
export type TaskTracer = <T>(task: TracedTask, perform: () => Promise<T>) => Promise<T>

/** The part of `@opentelemetry/api` that is used. */
export interface OpenTelemetry {
  readonly trace: { getTracer(name: string): Tracer }
}

interface Tracer {
  startActiveSpan<T>(name: string, options: object, perform: (span: Span) => T): T
}

interface Span {
  recordException(exception: string | Error): void
  setStatus(status: { code: number; message?: string }): unknown
  end(): void
}

/** Numbers of OpenTelemetry's enumerations. */
const CONSUMER = 4
const ERROR = 2

const channel = tracingChannel<unknown, TracedTask>('stepwise-ts:task')

/**
 * Each task passes through `tracing:stepwise-ts:task:start`, `end`, `asyncStart`, `asyncEnd` and `error` of
 * `node:diagnostics_channel`, which costs nothing while nobody listens, and is a span of OpenTelemetry where that is installed.
 */
export const createTaskTracer = (load: () => Promise<OpenTelemetry | undefined> = importOpenTelemetry): TaskTracer => {
  let tracer: Tracer | undefined
  load().then(
    (api) => {
      tracer = api?.trace.getTracer('stepwise-ts')
    },
    () => {},
  )
  return (task, perform) => {
    if (!tracer && !channel.hasSubscribers) return perform()
    const run = () => channel.tracePromise(perform, messageOf(task))
    return tracer ? inSpan(tracer, task, run) : run()
  }
}

const messageOf = ({ activity, taskToken, executionArn, input }: TracedTask): TracedTask => {
  return { activity, taskToken, executionArn, input }
}

const inSpan = <T>(tracer: Tracer, task: TracedTask, perform: () => Promise<T>): Promise<T> => {
  const { activity, executionArn } = task
  const attributes = {
    'aws.step_functions.activity': activity,
    ...(executionArn && { 'aws.step_functions.execution.arn': executionArn }),
  }
  return tracer.startActiveSpan(activity, { kind: CONSUMER, attributes }, async (span) => {
    try {
      return await perform()
    } catch (thrown) {
      const exception = thrown instanceof Error ? thrown : textOf(thrown)
      span.recordException(exception)
      span.setStatus({ code: ERROR, message: typeof exception === 'string' ? exception : exception.message })
      throw thrown
    } finally {
      span.end()
    }
  })
}

/**
 * Not a dependency: whoever traces has it. The name is a parameter so that no bundler resolves it beforehand, ours neither, which would
 * fold a constant.
 */
const importOpenTelemetry = async (name = '@opentelemetry/api'): Promise<OpenTelemetry | undefined> => import(name)
