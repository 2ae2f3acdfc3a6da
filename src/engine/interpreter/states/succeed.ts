import type { AslState } from '../program/asl.ts'
import type { CompiledState, Compiler } from '../program/compile.ts'
import { compileFlow } from '../program/flow.ts'
import { andThen } from '../program/maybe.ts'

/** Succeed: ends its line of states (ASL spec, Succeed state). */
export const compileSucceed = (asl: AslState, { language }: Compiler): CompiledState['run'] => {
  const flow = compileFlow(asl, language)
  return (raw, frame) =>
    andThen(flow.input(raw, frame), (input) =>
      andThen(flow.leave(raw, input, frame), ({ output, assigned }) => ({ output, assigned, next: undefined })),
    )
}
