import type { Json } from '../json.ts'
import { detailsOf, payloadOf, stringIn, type TimelineEvent } from './timeline-event.ts'
import type { TimelineMapRun } from './timeline-map-run.ts'
import { TimelineSequence } from './timeline-sequence.ts'
import { TimelineSpan } from './timeline-span.ts'
import type { TimelineState } from './timeline-state.ts'

/** One attempt of a state: the first, a retry, or one after a redrive. */
export class TimelineAttempt extends TimelineSpan {
  readonly state: TimelineState
  /** From 0. */
  readonly index: number
  /** True if it is the first one after a redrive. */
  isRedriven = false
  /** The time at which the work of a task was scheduled, or the branches or iterations were started. */
  scheduledAt: number | undefined
  /** The time at which a worker or a service took the task. */
  startedAt: number | undefined
  /** The name of the worker that took an activity's task. */
  workerName: string | undefined
  /** The time at which a service had accepted a job, or a callback began to be awaited. */
  submittedAt: number | undefined
  /** The branches of a Parallel state or the iterations of a Map state, in the order of their starts. */
  readonly sequences: TimelineSequence[] = []
  /** The runs of a distributed Map state. */
  readonly mapRuns: TimelineMapRun[] = []
  /** The number of items of a Map state, if the history has it. */
  itemCount: number | undefined
  readonly #iterations = new Map<number, TimelineSequence>()
  #scheduled: TimelineEvent | undefined
  #submitted: TimelineEvent | undefined
  #ended: TimelineEvent | undefined

  constructor(state: TimelineState, index: number, start: number) {
    super(start)
    this.state = state
    this.index = index
  }

  /** The work of a task: the ARN of an activity or a function, or a service and its action, such as `sqs:sendMessage`. */
  get resource(): string | undefined {
    const details = this.#scheduled && detailsOf(this.#scheduled)
    const service = stringIn(details, 'resourceType')
    const resource = stringIn(details, 'resource')
    return service === undefined ? resource : `${service}:${resource}`
  }

  /** The data that a task passed to its work: the parameters of a service, or the input of an activity or a function. */
  get arguments(): Json | undefined {
    return payloadOf(this.#scheduled, 'parameters') ?? payloadOf(this.#scheduled, 'input')
  }

  /** The result of a task's work. */
  get result(): Json | undefined {
    return payloadOf(this.#ended, 'output')
  }

  /** The response of the service that accepted a job or a callback. */
  get response(): Json | undefined {
    return payloadOf(this.#submitted, 'output')
  }

  /** The ARN of the execution that a task started. */
  get childExecutionArn(): string | undefined {
    if (!/^(states|aws-sdk:sfn):start(Sync)?Execution/.test(this.resource ?? '')) return undefined
    const response = Object(this.response ?? this.result)
    const arn: unknown = response.ExecutionArn ?? response.executionArn
    return typeof arn === 'string' ? arn : undefined
  }

  schedule(event: TimelineEvent, at: number): void {
    this.#scheduled = event
    this.scheduledAt = at
  }

  submit(event: TimelineEvent, at: number): void {
    this.#submitted = event
    this.submittedAt = at
  }

  succeed(at: number, event?: TimelineEvent): void {
    if (event) this.#ended = event
    for (const sequence of this.sequences) if (sequence.isRunning) sequence.succeed(at)
    this.finish('succeeded', at)
  }

  failWith(at: number, error: string | undefined, cause: string | undefined): void {
    for (const sequence of this.sequences) if (sequence.isRunning) sequence.stop(at)
    this.fail(this.status === 'failed' ? (this.end ?? at) : at, error, cause)
  }

  abort(at: number): void {
    for (const sequence of this.sequences) if (sequence.isRunning) sequence.stop(at)
    this.finish('aborted', at)
  }

  startBranch(at: number): TimelineSequence {
    return this.#startSequence('branch', this.sequences.length, at)
  }

  startIteration(index: number, at: number): TimelineSequence {
    const sequence = this.#startSequence('iteration', index, at)
    this.#iterations.set(index, sequence)
    return sequence
  }

  iteration(index: number): TimelineSequence | undefined {
    return this.#iterations.get(index)
  }

  #startSequence(kind: TimelineSequence['kind'], index: number, at: number): TimelineSequence {
    const sequence = new TimelineSequence({ kind, index, owner: this }, at)
    this.sequences.push(sequence)
    return sequence
  }
}
