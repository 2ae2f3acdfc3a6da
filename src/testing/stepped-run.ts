import { encodePayload } from '../client/payload.ts'
import { handledResource, resourceName } from '../dsl/handled-resource.ts'
import type { EngineExecution } from '../engine/execution/engine-execution.ts'
import { StateFailure } from '../engine/interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../engine/interpreter/task-call.ts'
import type { Json } from '../json.ts'
import { expectedOneOf } from '../options.ts'
import { onAbort, type StopSignal } from '../stop.ts'
import { type System, waitInTime } from '../system.ts'
import { parseDuration } from './parse-duration.ts'
import type { SimulateOptions } from './simulate-options.ts'
import { simulatedOutput, withParsedInput } from './simulated-output.ts'
import { SimulatedRun } from './simulated-run.ts'
import type { Simulation } from './simulation.ts'
import { startSimulation } from './simulation.ts'

/** A task that waits for its result. */
export interface WaitingTask {
  /** The name of its state. */
  readonly state: string
  /** The resource as a literal writes it: `activity/price`. */
  readonly resource: string
  /** Parameters or Arguments, evaluated; the input without them. */
  readonly arguments: Json
  /** Of an activity, or of a task that waits for a callback. */
  readonly taskToken: string | undefined
}

/** Starts an execution whose time stands still, up to its first wait. */
export const startSteppedRun = async <Output>(
  definition: unknown,
  given: SimulateOptions,
): Promise<SteppedRun<Output>> => {
  const options = await withParsedInput(definition, given)
  const open = new Set<OpenTask>()
  const simulation = await startSimulation(definition, options, {
    auto: false,
    perform: (call, system) => (signal, taskToken) => waitForEnd(call, { open, system, signal, taskToken }),
  })
  const outputOf = async () => (await simulatedOutput(definition, simulation.execution, options)) as Output | undefined
  const run = new SteppedRun<Output>(simulation, open, outputOf)
  await run.advance(0)
  return run
}

interface Waiting {
  readonly open: Set<OpenTask>
  readonly system: System
  readonly signal: StopSignal
  readonly taskToken: string | undefined
}

/** Waits until the test ends a task. */
const waitForEnd = ({ state, resource, parameters }: TaskCall, { open, system, signal, taskToken }: Waiting) =>
  waitInTime(
    system,
    () =>
      new Promise<Json>((resolve, reject) => {
        const task: OpenTask = {
          state,
          resource: resourceName(handledResource(resource)),
          arguments: parameters,
          taskToken,
          end: (result) => {
            close()
            if ('failure' in result) reject(result.failure)
            else resolve(JSON.parse(encodePayload(result.output, 'output')))
          },
        }
        const removeListener = onAbort(signal, () => {
          close()
          reject(signal.reason)
        })
        const close = () => {
          open.delete(task)
          removeListener()
        }
        open.add(task)
      }),
  )

interface OpenTask extends WaitingTask {
  end(result: { readonly output: unknown } | { readonly failure: StateFailure }): void
}

/**
 * An execution in virtual time that moves step by step. Tasks without a handler and without a mock wait until the test ends them.
 *
 * @example
 * const run = await simulate.start(orders, { input: { item: 'book' } })
 * await run.succeed('price', 25)
 * await run.advance('3 days')
 * await run.succeed('approve', 'approved')
 * expect((await run.settled).output).toBe('approved')
 */
export class SteppedRun<Output = Json> implements AsyncDisposable {
  /** Resolves with the whole run when the execution has ended. */
  readonly settled: Promise<SimulatedRun<Output>>
  readonly #simulation: Simulation
  readonly #open: ReadonlySet<OpenTask>

  constructor(simulation: Simulation, open: ReadonlySet<OpenTask>, outputOf: () => Promise<Output | undefined>) {
    this.#simulation = simulation
    this.#open = open
    this.settled = simulation.execution.done.then(async () => {
      await simulation.close()
      return new SimulatedRun<Output>(simulation, await outputOf())
    })
    // A test need not look at the end of a run.
    this.settled.catch(() => {})
  }

  get status(): EngineExecution['status'] {
    return this.#simulation.execution.status
  }

  /** Milliseconds of virtual time since the start. */
  get elapsed(): number {
    return this.#simulation.system.elapsed
  }

  /**
   * The tasks that wait for their result, in the order of their starts.
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * console.log(run.tasks().map(({ state, arguments: args }) => [state, args]))
   */
  tasks(): WaitingTask[] {
    return Array.from(this.#open, ({ state, resource, arguments: args, taskToken }) => ({
      state,
      resource,
      arguments: args,
      taskToken,
    }))
  }

  /**
   * Moves time, and returns when nothing is left to do until then.
   * @param duration milliseconds, or a string such as `3 days` or `1 h 30 min`.
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * await run.advance('90 min')
   */
  async advance(duration: number | string): Promise<void> {
    await this.#simulation.system.advance(parseDuration(duration))
  }

  /**
   * Ends a task with an output.
   * @param task the name of its state, its token, or the task itself. If several tasks of a state wait, the first one ends.
   * @throws RangeError if no such task waits
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * await run.succeed('price', 25)
   */
  async succeed(task: string | WaitingTask, output: unknown = null): Promise<void> {
    this.#find(task).end({ output })
    await this.advance(0)
  }

  /**
   * Fails a task, so that its state retries, catches or fails.
   * @throws RangeError if no such task waits
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * await run.fail('price', 'Throttled', 'too many requests')
   */
  async fail(task: string | WaitingTask, error: string, cause?: string): Promise<void> {
    this.#find(task).end({ failure: new StateFailure(error, cause, { isTerminal: false }) })
    await this.advance(0)
  }

  /**
   * Sends a heartbeat of a task that has a token.
   * @throws RangeError if no such task waits, or if it has no token
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * await run.heartbeat('price')
   */
  async heartbeat(task: string | WaitingTask): Promise<void> {
    const { state, taskToken } = this.#find(task)
    if (taskToken === undefined) throw new RangeError(`the task of the state ${JSON.stringify(state)} has no token`)
    this.#simulation.deps.tokens.heartbeat(taskToken)
    await this.advance(0)
  }

  /**
   * Stops the execution, as StopExecution does.
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * await run.stop('Cancelled', 'by the customer')
   * expect((await run.settled).status).toBe('ABORTED')
   */
  async stop(error?: string, cause?: string): Promise<void> {
    this.#simulation.execution.stop(error, cause)
    await this.advance(0)
  }

  /**
   * The run up to now, without an output.
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * expect(run.snapshot().visited).toEqual(['price'])
   */
  snapshot(): SimulatedRun<Output> {
    return new SimulatedRun<Output>(this.#simulation)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#simulation.close()
  }

  #find(task: string | WaitingTask): OpenTask {
    const open = [...this.#open]
    const found =
      typeof task === 'string'
        ? open.find(({ state, taskToken }) => state === task || taskToken === task)
        : open.find(
            ({ state, taskToken, resource }) =>
              state === task.state && taskToken === task.taskToken && resource === task.resource,
          )
    if (found) return found
    const name = typeof task === 'string' ? task : task.state
    const waiting = open.map(({ state }) => state)
    const hint = waiting.length === 0 ? 'no task waits' : expectedOneOf(name, waiting)
    throw new RangeError(`no task of ${JSON.stringify(name)} waits; ${hint}\n${this.snapshot()}`)
  }
}
