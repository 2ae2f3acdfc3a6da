import { TaskError } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { describeValue } from '../options.ts'
import type { FsmProgress, FsmTaskInput, FsmTaskTransition, FsmWork } from './fsm-task.ts'

/** An action function. */
export type ActionFunction = (ctx: never, context: never) => unknown

type Data = Record<string, unknown>

/** The event and the delay that an action returned. */
interface EventResult {
  readonly event: string | undefined
  readonly delay: number | undefined
}

/**
 * Runs the actions of a task: the exit and transition actions of the state before, those of the state, and those of local transitions.
 * @returns the output of the Task state: the data, with the progress in `$` unless the state is final.
 * @throws the error of an action; TaskError `Fsm.InvalidInput` for data that is not an object, and `Fsm.InvalidResult` for a result that is
 * neither an event nor an object.
 */
export const performWork = async (
  input: FsmTaskInput,
  functions: ReadonlyMap<string, ActionFunction>,
  context: unknown,
): Promise<Data> => {
  if (!isJsonObject(input.context))
    throw new TaskError('Fsm.InvalidInput', `the data must be an object, got ${describeValue(input.context)}`)
  const { $: given, ...data } = input.context
  const progress = isJsonObject(given) ? (given as JsonObject & FsmProgress) : {}
  return new WorkRun(input, { functions, context, progress, data }).run()
}

interface WorkDeps {
  readonly functions: ReadonlyMap<string, ActionFunction>
  readonly context: unknown
  readonly progress: FsmProgress
  readonly data: Data
}

/** One attempt of a task. */
class WorkRun {
  readonly #input: FsmTaskInput
  readonly #deps: WorkDeps
  readonly #data: Data
  readonly #correlationId: string
  #step: number
  #event: string | undefined

  constructor(input: FsmTaskInput, deps: WorkDeps) {
    this.#input = input
    this.#deps = deps
    this.#data = deps.data
    this.#correlationId = deps.progress.correlationId ?? input.execution
    this.#step = deps.progress.step ?? 0
    this.#event = deps.progress.event
  }

  async run(): Promise<Data> {
    const { fsm } = this.#input
    const { progress } = this.#deps
    await this.#runAll(progress.actions, progress.state ?? fsm.state)
    let work = fsm
    for (;;) {
      await this.#runAll(work.actions, work.state)
      if (work.final) {
        await this.#runAll(work.exit, work.state)
        return this.#data
      }
      if (work.on === undefined) return this.#withProgress({ ...progress, actions: [] })
      const result = await this.#runEvent(work)
      const transition = ownMember(work.on, result.event)
      if (!transition?.local) return this.#left(work, result, transition)
      if (result.delay) throw invalid(work, 'a local transition has no delay')
      work = await this.#localTarget(work, transition, result.event)
    }
  }

  /** Leaves a state within this task. */
  async #localTarget(work: FsmWork, { target, actions }: FsmTaskTransition, event?: string): Promise<FsmWork> {
    const { fsm } = this.#input
    this.#step += 1
    this.#event = event
    await this.#runAll([...(work.exit ?? []), ...(actions ?? [])], work.state)
    const next = target === fsm.state ? fsm : ownMember(fsm.local ?? {}, target)
    if (!next) throw new TaskError('Fsm.UnknownState', `the task of ${fsm.state} has no local state ${target}`)
    return next
  }

  /** The output after an event that the next task, or no transition, follows. */
  #left(work: FsmWork, { event, delay }: EventResult, transition: FsmTaskTransition | undefined): Data {
    const actions = transition ? [...(work.exit ?? []), ...(transition.actions ?? [])] : []
    const seconds = transition && (delay ?? transition.delaySeconds)
    return this.#withProgress({
      state: work.state,
      ...(event !== undefined && { event }),
      step: this.#step + 1,
      actions,
      ...(seconds && { delay: seconds }),
      ...(!transition && { expected: Object.keys(work.on ?? {}).join(', ') }),
    })
  }

  #withProgress({ actions = [], ...progress }: FsmProgress): Data {
    return {
      ...this.#data,
      $: { correlationId: this.#correlationId, ...progress, ...(actions.length > 0 && { actions }) },
    }
  }

  async #runAll(actions: readonly string[] | undefined, state: string): Promise<void> {
    for (const action of actions ?? []) await this.#run(action, state)
  }

  /** Runs one action with its system context, which is not part of the data. */
  async #run(name: string, state: string): Promise<unknown> {
    const action = this.#deps.functions.get(name)
    if (!action) throw new TaskError('Fsm.UnknownAction', `no function for the action ${JSON.stringify(name)}`)
    const { signal } = Object(this.#deps.context) as { readonly signal?: AbortSignal }
    signal?.throwIfAborted()
    const { retries, fsm } = this.#input
    const { error } = this.#deps.progress
    const value = {
      correlationId: this.#correlationId,
      state,
      ...(this.#event !== undefined && { event: this.#event }),
      step: this.#step,
      retries,
      maxRetries: fsm.maxRetries,
      ...(error && { error }),
    }
    Object.defineProperty(this.#data, '$', { value, enumerable: false, configurable: true })
    return action(this.#data as never, this.#deps.context as never)
  }

  async #runEvent(work: FsmWork): Promise<EventResult> {
    const result = work.do === undefined ? undefined : await this.#run(work.do, work.state)
    if (result === undefined || result === null) return { event: undefined, delay: undefined }
    if (typeof result === 'string') return { event: result, delay: undefined }
    if (!isJsonObject(result)) throw invalid(work, `expected an event or { event, … }, got ${describeValue(result)}`)
    const { event, delay, $: _, ...patch } = result
    if (event !== undefined && typeof event !== 'string')
      throw invalid(work, `the event must be a string, got ${describeValue(event)}`)
    if (delay !== undefined && !(typeof delay === 'number' && delay >= 0 && Number.isFinite(delay)))
      throw invalid(work, `the delay must be a number of seconds from 0, got ${describeValue(delay)}`)
    for (const [name, value] of Object.entries(patch))
      Object.defineProperty(this.#data, name, { value, enumerable: true, writable: true, configurable: true })
    return { event, delay }
  }
}

const ownMember = <Value>(object: Readonly<Record<string, Value>>, name: string | undefined): Value | undefined =>
  name !== undefined && Object.hasOwn(object, name) ? object[name] : undefined

const invalid = ({ do: action, state }: FsmWork, problem: string): TaskError =>
  new TaskError(
    'Fsm.InvalidResult',
    `the action ${JSON.stringify(action)} of the state ${JSON.stringify(state)}: ${problem}`,
  )
