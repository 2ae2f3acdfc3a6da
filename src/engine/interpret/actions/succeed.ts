import type { AslState } from '../asl.ts'
import { compileFlow } from '../flow.ts'
import { then } from '../maybe.ts'
import type { Compiler, State } from '../program.ts'

/** Succeed: ends its line of states (ASL spec, Succeed state). */
export const compileSucceed = (asl: AslState, { language }: Compiler): State['run'] => {
  const flow = compileFlow(asl, language)
  return (raw, frame) =>
    then(flow.input(raw, frame), (input) =>
      then(flow.leave(raw, input, frame), ({ output, assigned }) => ({ output, assigned, next: undefined })),
    )
}
