import { tracingChannel } from 'node:diagnostics_channel'
import { describeThrown } from './task-failure.ts'

/** The message that subscribers of the channel get: these members, and later `result` or `error`. */
export interface TracedTask {
  readonly activity: string
  readonly taskToken: string
  readonly executionArn: string | undefined
  readonly input: unknown
}

/** Runs a task and reports it to tracing tools. */
export type TaskTracer = <T>(task: TracedTask, perform: () => Promise<T>) => Promise<T>

/** The part of `@opentelemetry/api` that is used here. */
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

/** Values of OpenTelemetry's enumerations `SpanKind` and `SpanStatusCode`. */
const CONSUMER = 4
const ERROR = 2

const channel = tracingChannel<unknown, TracedTask>('stepwise-ts:task')

/**
 * Publishes each task on the channels `tracing:stepwise-ts:task:start`, `end`, `asyncStart`, `asyncEnd` and `error` of
 * `node:diagnostics_channel`, which costs nothing without subscribers, and as a span of OpenTelemetry if that is installed.
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
      const exception = thrown instanceof Error ? thrown : describeThrown(thrown)
      span.recordException(exception)
      span.setStatus({ code: ERROR, message: typeof exception === 'string' ? exception : exception.message })
      throw thrown
    } finally {
      span.end()
    }
  })
}

/**
 * `@opentelemetry/api` is an optional peer dependency. Its name is a parameter, as bundlers fold constants and would resolve it at build
 * time.
 */
const importOpenTelemetry = async (name = '@opentelemetry/api'): Promise<OpenTelemetry | undefined> => import(name)
