import type { Json } from '../../../json.ts'
import type { AslState } from '../program/asl.ts'
import { compileFlow, type Flow } from '../program/flow.ts'
import { andThen } from '../program/maybe.ts'
import type { Compiler, StateAttempt } from '../program/program.ts'

/** Pass: its Result, else its Parameters, else its input (ASL spec, Pass state). */
export const compilePass = (asl: AslState, { language }: Compiler): StateAttempt => {
  const flow = compileFlow(asl, language)
  const work = asl.Result === undefined ? flow.arguments : always(asl.Result)
  return (raw, frame) =>
    andThen(flow.input(raw, frame), (input) => andThen(work(input, frame), (result) => flow.output(raw, result, frame)))
}

const always =
  (result: Json): Flow['arguments'] =>
  (_input, frame) => {
    frame.inspect('result', result)
    return result
  }
