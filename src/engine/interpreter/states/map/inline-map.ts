import { EvaluationFailure } from '../../../../expressions/failure.ts'
import type { Json } from '../../../../json.ts'
import type { AslProcessor, AslState } from '../../program/asl.ts'
import { compileFlow } from '../../program/flow.ts'
import { forEachConcurrently, type Slot } from '../../program/for-each-concurrently.ts'
import type { Frame } from '../../program/frame.ts'
import { isTooLarge } from '../../program/json-text.ts'
import { andThen, type Maybe } from '../../program/maybe.ts'
import { checkedInput } from '../../program/payload-limits.ts'
import type { Compiler, Program, StateAttempt } from '../../program/program.ts'
import type { BlockProgress, ResumePoint } from '../../program/resume-point.ts'
import { runProgram } from '../../program/run-program.ts'
import { otherTimeouts, Siblings } from '../../program/siblings.ts'
import { tooLarge } from '../../recovery/state-failure.ts'
import { compileItemSelector, compileItems, countItems, type Item, listItems } from './items.ts'
import { compileMaxConcurrency } from './map-limits.ts'

/** The maximum number of iterations of an inline Map at the same time (developer guide, state-map-inline). */
const MAX_CONCURRENCY = 40

export const compileInlineMap = (asl: AslState, processor: AslProcessor, compiler: Compiler): StateAttempt => {
  const { name, language } = compiler
  const flow = compileFlow(asl, language)
  const itemsOf = compileItems(asl, language, false)
  const select = compileItemSelector(asl, language)
  const maxConcurrency = compileMaxConcurrency(asl, language, MAX_CONCURRENCY)
  const program = compiler.compile(processor)
  return async (raw, frame) => {
    const input = await flow.input(raw, frame)
    const progress = frame.progress
    const items = progress?.items ?? (await itemsOf(input, frame))
    const limit = await maxConcurrency(input, frame)
    const startedId = frame.recordStarted('MapStateStarted', { length: countItems(items) })
    const selectItem = (item: Item) => andThen(select(item, input, frame), (selected) => checkedInput(selected, name))
    const { mock } = frame.deps
    const start = progress ?? { startedId, items, parts: [] }
    const outputs = mock
      ? await mock.run({ inputs: selectEach(listItems(items), selectItem) })
      : await new Iterations(frame, start, { name, program, select: selectItem }).run(listItems(items), limit)
    if (isTooLarge(outputs)) throw tooLarge(name)
    frame.recordAside('MapStateSucceeded', undefined)
    frame.inspect('result', outputs)
    return flow.output(raw, outputs, frame)
  }
}

/**
 * The attempt of an inline Map that has fields of a distributed one. AWS creates it, and fails it when it is entered (reported from AWS).
 * @throws EvaluationFailure
 */
export const throwUnsupportedFields: StateAttempt = () => {
  const problem = 'The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps'
  throw new EvaluationFailure('States.Runtime', problem)
}

function* selectEach(items: Iterable<Item>, select: IterationDeps['select']): Generator<Maybe<Json>, void> {
  for (const item of items) yield select(item)
}

interface IterationDeps {
  /** The name of the Map. */
  readonly name: string
  readonly program: Program
  /** The input of the iteration of an item. */
  select(item: Item): Maybe<Json>
}

/** The iterations of one attempt of an inline Map. */
class Iterations {
  readonly #frame: Frame
  readonly #deps: IterationDeps
  readonly #siblings: Siblings
  /** `MapStateStarted`. */
  readonly #started: number
  /** The last event of the iteration that had a slot before, by slot: the next one follows it. */
  readonly #previous: number[] = []
  #succeeded: number

  /** @param progress - from which the state continues */
  constructor(frame: Frame, progress: BlockProgress, deps: IterationDeps) {
    this.#frame = frame
    this.#deps = deps
    this.#siblings = new Siblings(progress)
    this.#started = progress.startedId
    this.#succeeded = progress.startedId
    frame.startBlock(this.#siblings)
  }

  async run(items: Iterable<Item>, limit: number): Promise<Json[]> {
    const frame = this.#frame
    try {
      const outputs = await forEachConcurrently(items, (item, _index, slot) => this.#iterate(item, slot), {
        signal: frame.signal,
        limit: () => limit,
        turns: frame.deps.turns,
        results: this.#siblings.outputs,
      })
      frame.previous = this.#succeeded
      return outputs
    } catch (failure) {
      this.#recordStopped()
      throw failure
    }
  }

  #iterate(item: Item, slot: Slot): Promise<Json> {
    const part = this.#siblings.partAt(item.index)
    if (part) return 'output' in part ? Promise.resolve(part.output) : this.#continue(item, part.resumePoint, slot)
    const input = this.#select(item, slot)
    return input instanceof Promise
      ? input.then((selected) => this.#runIteration(item, selected, slot))
      : this.#runIteration(item, input, slot)
  }

  #select(item: Item, slot: Slot): Maybe<Json> {
    try {
      const selecting = this.#deps.select(item)
      return selecting instanceof Promise ? selecting.catch((failure: unknown) => this.#fail(failure, slot)) : selecting
    } catch (failure) {
      return this.#fail(failure, slot)
    }
  }

  #runIteration(item: Item, input: Json, slot: Slot): Promise<Json> {
    const previous = this.#previous[slot.number] ?? this.#started
    const iteration = this.#frame.branch(slot.signal, { previous, mapItem: item.context })
    iteration.record('MapIterationStarted', { name: this.#deps.name, index: item.index })
    this.#siblings.add(iteration, item.index)
    return this.#end(item, iteration, { slot, running: runProgram(this.#deps.program, input, iteration) })
  }

  /** Continues an iteration that had started. It does not start again in the history (recorded). */
  #continue({ index, context }: Item, resumePoint: ResumePoint, slot: Slot): Promise<Json> {
    const { input, previous } = resumePoint
    const iteration = this.#frame.branch(slot.signal, { previous, mapItem: context })
    this.#siblings.add(iteration, index)
    const running = runProgram(this.#deps.program, input, iteration, resumePoint)
    return this.#end({ index }, iteration, { slot, running })
  }

  /** Chains promises where `await` would make more of them: a Map may have many items. */
  #end(
    { index }: Pick<Item, 'index'>,
    iteration: Frame,
    { slot, running }: { slot: Slot; running: Promise<Json> },
  ): Promise<Json> {
    const { name } = this.#deps
    return running.then(
      (output) => {
        this.#siblings.remove(index)
        this.#previous[slot.number] = iteration.previous
        this.#succeeded = iteration.recordAside('MapIterationSucceeded', { name, index })
        return output
      },
      (failure: unknown) =>
        andThen(otherTimeouts(failure, iteration), () => {
          if (!slot.signal.aborted) iteration.recordAside('MapIterationFailed', { name, index })
          return this.#fail(failure, slot, iteration)
        }),
    )
  }

  /**
   * Stops the other iterations, unless they have been stopped already, and throws the failure.
   * @param iteration - the one that failed; none if its item could not be selected
   */
  #fail(failure: unknown, slot: Slot, iteration?: Frame): never {
    if (!slot.signal.aborted) this.#siblings.stop(slot, iteration?.previous ?? this.#started, iteration)
    throw failure
  }

  #recordStopped(): void {
    const { name } = this.#deps
    this.#siblings.recordStopped(this.#frame, (iteration, index, previous) => {
      iteration.previous = previous
      iteration.recordAside('MapIterationAborted', { name, index })
    })
  }
}
