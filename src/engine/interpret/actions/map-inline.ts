import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Json } from '../../../json.ts'
import type { AslProcessor, AslState } from '../asl.ts'
import { compileNumber } from '../fields.ts'
import { compileFlow } from '../flow.ts'
import type { Frame } from '../frame.ts'
import { runProgram } from '../machine.ts'
import type { Compiler, Program, State } from '../program.ts'
import { withRecovery } from '../recovery.ts'
import { runTogether, SiblingFailed, siblingOf } from '../together.ts'
import { compileItemSelector, compileItems, type Item, listItems } from './map-items.ts'

/** How many iterations of an inline Map run at once at most (developer guide, state-map-inline). */
const MAX_CONCURRENCY = 40

export const compileInlineMap = (asl: AslState, processor: AslProcessor, compiler: Compiler): State['run'] => {
  const { name, language } = compiler
  const flow = compileFlow(asl, language)
  const itemsOf = compileItems(asl, language, false)
  const select = compileItemSelector(asl, language)
  const maxConcurrency = compileNumber(asl, 'MaxConcurrency', { language })
  const program = compiler.compile(processor)
  const next = asl.Next
  return withRecovery(
    asl,
    language,
    async (raw, frame) => {
      const input = await flow.input(raw, frame)
      const items = listItems(await itemsOf(input, frame))
      const limit = concurrencyOf(await maxConcurrency(input, frame))
      frame.record('MapStateStarted', { length: items.length })
      const iteration = { name, program, select: (item: Item) => select(item, input, frame) }
      const outputs = await iterate(items, limit, iteration, frame)
      return { ...(await flow.leave(raw, outputs, frame)), next }
    },
    (frame, failure, isOwnField) => {
      if (!(isOwnField && failure.isTerminal)) frame.record('MapStateFailed', undefined)
    },
  )
}

const concurrencyOf = (asked: number | undefined): number => {
  if (asked !== undefined && asked < 0)
    throw new EvaluationFailure('States.Runtime', 'MaxConcurrency cannot be negative.')
  return asked ? Math.min(asked, MAX_CONCURRENCY) : MAX_CONCURRENCY
}

interface Iteration {
  readonly name: string
  readonly program: Program
  select(item: Item): Json | Promise<Json>
}

/** Runs the iterations in as many lanes as may run at once; each lane takes the next item as it becomes free. */
const iterate = async (
  items: readonly Item[],
  limit: number,
  { name, program, select }: Iteration,
  frame: Frame,
): Promise<Json[]> => {
  const outputs: Json[] = new Array(items.length)
  const running = new Map<number, Frame>()
  const started = frame.previous
  let succeeded = started
  let failing: number | undefined
  let following = 0

  const lane = async (signal: AbortSignal, stop: (reason: SiblingFailed) => void) => {
    let previous = started
    while (following < items.length) {
      signal.throwIfAborted()
      const index = following++
      const item = items[index] as Item
      const input = await select(item)
      const iteration = frame.branch(signal, { previous, mapItem: item.context })
      iteration.record('MapIterationStarted', { name, index })
      running.set(index, iteration)
      try {
        outputs[index] = await runProgram(program, input, iteration)
      } catch (failure) {
        if (!signal.aborted) {
          failing = index
          iteration.recordAside('MapIterationFailed', { name, index })
          stop(new SiblingFailed(iteration.previous))
        }
        throw failure
      }
      running.delete(index)
      previous = iteration.previous
      succeeded = iteration.recordAside('MapIterationSucceeded', { name, index })
    }
  }

  try {
    await runTogether(
      frame.signal,
      Array.from({ length: Math.min(limit, items.length) }, () => lane),
    )
  } catch (failure) {
    recordStopped(running, failing, name, frame)
    throw failure
  }
  frame.previous = succeeded
  frame.recordAside('MapStateSucceeded', undefined)
  return outputs
}

/** The events of iterations that were stopped, then of the Task whose failure stopped them (recorded: it is aborted too). */
const recordStopped = (
  running: ReadonlyMap<number, Frame>,
  failing: number | undefined,
  name: string,
  frame: Frame,
): void => {
  const failed = failing === undefined ? undefined : running.get(failing)
  const cause = failed?.previous ?? siblingOf(frame.signal)
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
