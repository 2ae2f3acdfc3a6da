import type { Json } from '../../../json.ts'
import type { AslState } from '../program/asl.ts'
import { compileFlow } from '../program/flow.ts'
import { forEachConcurrently } from '../program/for-each-concurrently.ts'
import type { Frame } from '../program/frame.ts'
import { arrayOfTexts, isTooLarge } from '../program/json-text.ts'
import { checkedInput } from '../program/payload-limits.ts'
import type { Compiler, Program, StateAttempt } from '../program/program.ts'
import { runProgram } from '../program/run-program.ts'
import { otherTimeouts, Siblings } from '../program/siblings.ts'
import { tooLarge } from '../recovery/state-failure.ts'

/** Parallel: runs its branches at the same time and returns their outputs in order (ASL spec, Parallel state). */
export const compileParallel = (asl: AslState, { name, language, compile }: Compiler): StateAttempt => {
  const flow = compileFlow(asl, language)
  const branches = (asl.Branches ?? []).map(compile)
  return async (raw, frame) => {
    const input = await flow.arguments(await flow.input(raw, frame), frame)
    if (input !== raw) checkedInput(input, name)
    const progress = frame.progress
    const startedId = frame.recordStarted('ParallelStateStarted', undefined)
    const siblings = new Siblings(progress ?? { startedId, parts: [] })
    frame.startBlock(siblings)
    const { mock } = frame.deps
    const outputs = mock
      ? await mock.run({ inputs: [] })
      : arrayOfTexts(await runBranches(branches, input, { frame, siblings }))
    if (isTooLarge(outputs)) throw tooLarge(name)
    frame.recordAside('ParallelStateSucceeded', undefined)
    frame.inspect('result', outputs)
    return flow.output(raw, outputs, frame)
  }
}

const runBranches = async (
  branches: readonly Program[],
  input: Json,
  { frame, siblings }: { frame: Frame; siblings: Siblings },
): Promise<Json[]> => {
  let last = frame.previous
  try {
    const outputs = await forEachConcurrently(
      branches,
      async (program, index, slot) => {
        const part = siblings.partAt(index)
        if (part && 'output' in part) return part.output
        const branch = frame.branch(slot.signal, part?.resumePoint)
        siblings.add(branch, index)
        try {
          const output = await runProgram(program, input, branch, part?.resumePoint)
          siblings.remove(index)
          last = branch.previous
          return output
        } catch (failure) {
          const timeouts = otherTimeouts(failure, branch)
          if (timeouts) await timeouts
          if (!slot.signal.aborted) siblings.stop(slot, branch.previous, branch)
          throw failure
        }
      },
      { signal: frame.signal, limit: () => branches.length, turns: frame.deps.turns, results: siblings.outputs },
    )
    frame.previous = last
    return outputs
  } catch (failure) {
    siblings.recordStopped(frame)
    throw failure
  }
}
