import type { Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { AslState } from '../program/asl.ts'
import type { CompiledState, Compiler, Program } from '../program/compile.ts'
import { compileFlow } from '../program/flow.ts'
import type { Frame } from '../program/frame.ts'
import { arrayOfTexts, isTooLarge } from '../program/json-text.ts'
import { checkedInput } from '../program/payload-limits.ts'
import { runProgram } from '../program/run-program.ts'
import { runTogether, SiblingFailed, siblingOf } from '../program/for-each-concurrently.ts'
import { withRecovery } from '../recovery/recover.ts'
import { tooLarge } from '../recovery/state-failure.ts'

/** Parallel: runs its branches at the same time and gives their outputs in order (ASL spec, Parallel state). */
export const compileParallel = (asl: AslState, { name, language, compile }: Compiler): CompiledState['run'] => {
  const flow = compileFlow(asl, language)
  const branches = (asl.Branches ?? []).map(compile)
  const next = asl.Next
  return withRecovery(
    asl,
    language,
    async (raw, frame) => {
      const input = await flow.arguments(await flow.input(raw, frame), frame)
      if (input !== raw) checkedInput(input, name)
      frame.record('ParallelStateStarted', undefined)
      const outputs = arrayOfTexts(await runBranches(branches, input, frame))
      if (isTooLarge(outputs)) throw tooLarge(name)
      frame.recordAside('ParallelStateSucceeded', undefined)
      return { ...(await flow.leave(raw, outputs, frame)), next }
    },
    (frame, failure, isOwnField) => {
      if (!(isOwnField && failure.isTerminal)) frame.record('ParallelStateFailed', undefined)
    },
  )
}

const runBranches = async (branches: readonly Program[], input: Json, frame: Frame): Promise<Json[]> => {
  const running = new Set<Frame>()
  let failing: Frame | undefined
  let last = frame.previous
  const lines = branches.map((program) => async (signal: StopSignal, stop: (reason: SiblingFailed) => void) => {
    const branch = frame.branch(signal)
    running.add(branch)
    try {
      const output = await runProgram(program, input, branch)
      running.delete(branch)
      last = branch.previous
      return output
    } catch (failure) {
      if (!signal.aborted) {
        failing = branch
        stop(new SiblingFailed(branch.previous))
      }
      throw failure
    }
  })
  try {
    const outputs = await runTogether(frame.signal, lines)
    frame.previous = last
    return outputs
  } catch (failure) {
    recordStopped(running, failing, frame)
    throw failure
  }
}

/** The events of branches that were stopped, and of the Task whose failure stopped them: AWS records it as aborted too. */
const recordStopped = (running: ReadonlySet<Frame>, failing: Frame | undefined, frame: Frame): void => {
  const cause = failing?.previous ?? siblingOf(frame.signal)
  if (cause === undefined) return
  for (const branch of running) if (branch !== failing) branch.recordAborted(cause)
  if (failing?.stateType === 'Task') failing.recordAborted(cause)
  frame.previous = cause
}
