import type { AslState } from '../asl.ts'
import { compileFlow } from '../flow.ts'
import { andThen } from '../maybe.ts'
import type { Compiler, State } from '../program.ts'

/** Succeed: ends its line of states (ASL spec, Succeed state). */
export const compileSucceed = (asl: AslState, { language }: Compiler): State['run'] => {
  const flow = compileFlow(asl, language)
  return (raw, frame) =>
    andThen(flow.input(raw, frame), (input) =>
      andThen(flow.leave(raw, input, frame), ({ output, assigned }) => ({ output, assigned, next: undefined })),
    )
}
