import type { AslState } from '../program/asl.ts'
import type { CompiledState, Compiler } from '../program/compile.ts'
import { compileFlow } from '../program/flow.ts'
import { andThen } from '../program/maybe.ts'

/** Pass: its Result, else its Parameters, else its input (ASL spec, Pass state). */
export const compilePass = (asl: AslState, { language }: Compiler): CompiledState['run'] => {
  const flow = compileFlow(asl, language)
  const next = asl.Next
  const { Result } = asl
  return (raw, frame) =>
    andThen(flow.input(raw, frame), (input) =>
      andThen(Result === undefined ? flow.arguments(input, frame) : Result, (result) =>
        andThen(flow.leave(raw, result, frame), ({ output, assigned }) => ({ output, assigned, next })),
      ),
    )
}
