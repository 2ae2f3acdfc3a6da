import type { AslState } from '../program/asl.ts'
import { compileFlow } from '../program/flow.ts'
import { andThen } from '../program/maybe.ts'
import type { Compiler, StateAttempt } from '../program/program.ts'

/** Succeed: ends its program (ASL spec, Succeed state). */
export const compileSucceed = (asl: AslState, { language }: Compiler): StateAttempt => {
  const flow = compileFlow(asl, language)
  return (raw, frame) => andThen(flow.input(raw, frame), (input) => flow.passOn(raw, input, frame))
}
