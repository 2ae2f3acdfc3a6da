import { EvaluationFailure } from '../../../../expressions/failure.ts'
import type { Json } from '../../../../json.ts'
import type { StopSignal } from '../../../../stop.ts'
import type { AslProcessor, AslState } from '../../program/asl.ts'
import type { CompiledState, Compiler, Program } from '../../program/compile.ts'
import { compileFlow } from '../../program/flow.ts'
import type { Frame } from '../../program/frame.ts'
import { isTooLarge } from '../../program/json-text.ts'
import { checkedInput } from '../../program/limits.ts'
import { andThen, type Maybe } from '../../program/maybe.ts'
import { runProgram } from '../../program/run.ts'
import { runTogether, SiblingFailed, siblingOf } from '../../program/together.ts'
import { withRecovery } from '../../recovery/recovery.ts'
import { tooLarge } from '../../recovery/state-failure.ts'
import { compileItemSelector, compileItems, type Item, listItems } from './items.ts'
import { compileMaxConcurrency } from './limits.ts'

/** How many iterations of an inline Map run at once at most (developer guide, state-map-inline). */
const MAX_CONCURRENCY = 40

export const compileInlineMap = (asl: AslState, processor: AslProcessor, compiler: Compiler): CompiledState['run'] => {
  const { name, language } = compiler
  const flow = compileFlow(asl, language)
  const itemsOf = compileItems(asl, language, false)
  const select = compileItemSelector(asl, language)
  const maxConcurrency = compileMaxConcurrency(asl, language, MAX_CONCURRENCY)
  const program = compiler.compile(processor)
  const next = asl.Next
  return withRecovery(
    asl,
    language,
    async (raw, frame) => {
      const input = await flow.input(raw, frame)
      const items = listItems(await itemsOf(input, frame))
      const limit = await maxConcurrency(input, frame)
      frame.record('MapStateStarted', { length: items.length })
      const checked = (selected: Json) => checkedInput(selected, name)
      const iteration = { name, program, select: (item: Item) => andThen(select(item, input, frame), checked) }
      const outputs = await iterate(items, limit, iteration, frame)
      if (isTooLarge(outputs)) throw tooLarge(name)
      frame.recordAside('MapStateSucceeded', undefined)
      return { ...(await flow.leave(raw, outputs, frame)), next }
    },
    (frame, failure, isOwnField) => {
      if (!(isOwnField && failure.isTerminal)) frame.record('MapStateFailed', undefined)
    },
  )
}

/** AWS creates an inline Map that has fields of a distributed one, and fails it when it is entered (reported from AWS). */
export const compileUnsupportedInlineMap = (asl: AslState, { language }: Compiler): CompiledState['run'] =>
  withRecovery(
    asl,
    language,
    () => {
      const problem = 'The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps'
      throw new EvaluationFailure('States.Runtime', problem)
    },
    () => undefined,
  )

interface Iteration {
  readonly name: string
  readonly program: Program
  /** What the iteration of an item is entered with. */
  select(item: Item): Maybe<Json>
}

/** Which iterations run, and what has stopped them. */
interface Progress {
  readonly running: Map<number, Frame>
  /** The iteration whose failure stopped the others. */
  failed: Frame | undefined
  /** The event that they were stopped by: the failure's last, or MapStateStarted where an item could not be selected. */
  stoppedBy: number | undefined
}

/** Runs the iterations in as many lanes as may run at once; each lane takes the next item as it becomes free. */
const iterate = async (
  items: readonly Item[],
  limit: number,
  { name, program, select }: Iteration,
  frame: Frame,
): Promise<Json[]> => {
  const outputs: Json[] = new Array(items.length)
  const progress: Progress = { running: new Map(), failed: undefined, stoppedBy: undefined }
  const started = frame.previous
  let succeeded = started
  let following = 0

  const lane = async (signal: StopSignal, stop: Stop) => {
    const giveUp: GiveUp = givingUp(progress, signal, stop)
    let previous = started
    while (following < items.length) {
      signal.throwIfAborted()
      const index = following++
      const item = items[index] as Item
      let input: Json
      try {
        input = await select(item)
      } catch (failure) {
        giveUp(failure, started)
      }
      const iteration = frame.branch(signal, { previous, mapItem: item.context })
      iteration.record('MapIterationStarted', { name, index })
      progress.running.set(index, iteration)
      try {
        outputs[index] = await runProgram(program, input, iteration)
      } catch (failure) {
        if (!signal.aborted) {
          progress.failed = iteration
          iteration.recordAside('MapIterationFailed', { name, index })
        }
        giveUp(failure, iteration.previous)
      }
      progress.running.delete(index)
      previous = iteration.previous
      succeeded = iteration.recordAside('MapIterationSucceeded', { name, index })
    }
  }

  const lanes = Array.from({ length: Math.min(limit, items.length) }, () => lane)
  try {
    await runTogether(frame.signal, lanes)
  } catch (failure) {
    recordStopped(progress, name, frame)
    throw failure
  }
  frame.previous = succeeded
  return outputs
}

type Stop = (reason: SiblingFailed) => void
type GiveUp = (failure: unknown, stoppedBy: number) => never

/** Throws a failure on. The first one of a Map stops all its iterations. */
const givingUp =
  (progress: Progress, signal: StopSignal, stop: Stop): GiveUp =>
  (failure, stoppedBy) => {
    if (!signal.aborted) {
      progress.stoppedBy = stoppedBy
      stop(new SiblingFailed(stoppedBy))
    }
    throw failure
  }

/** The events of iterations that were stopped, then of the Task whose failure stopped them (recorded: it is aborted too). */
const recordStopped = ({ running, failed, stoppedBy }: Progress, name: string, frame: Frame): void => {
  const cause = stoppedBy ?? siblingOf(frame.signal)
  if (cause === undefined) return
  for (const [index, iteration] of running) {
    if (iteration === failed) continue
    iteration.recordAborted(cause)
    iteration.previous = cause
    iteration.recordAside('MapIterationAborted', { name, index })
  }
  if (failed?.stateType === 'Task') failed.recordAborted(cause)
  frame.previous = cause
}
