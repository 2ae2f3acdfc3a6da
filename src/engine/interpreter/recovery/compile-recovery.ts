import type { Json } from '../../../json.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import type { AslCatcher, AslState } from '../program/asl.ts'
import type { StateEvents } from '../program/events.ts'
import { compileJsonataOutput, compileJsonPathAssign, compileResultPath } from '../program/flow.ts'
import type { Frame } from '../program/frame.ts'
import type { CompiledCatcher, StateRecovery } from '../program/program.ts'
import { errorOutput, type StateFailure } from './state-failure.ts'

/** Compiles Retry and Catch. @returns `undefined` if the state has neither and its failure is not recorded */
export const compileRecovery = (
  { Retry = [], Catch = [] }: AslState,
  language: QueryLanguage,
  { failed }: StateEvents,
): StateRecovery | undefined => {
  if (Retry.length === 0 && Catch.length === 0 && failed === undefined) return undefined
  const compileCatcher = language === 'JSONata' ? jsonataCatcher : jsonPathCatcher
  return { retriers: Retry, catchers: Catch.map(compileCatcher) }
}

const jsonataCatcher = (asl: AslCatcher, index: number): CompiledCatcher => {
  const output = compileJsonataOutput(asl, { next: asl.Next, label: `Catch[${index}]/` })
  return {
    errorEquals: asl.ErrorEquals,
    evaluate: (failure: StateFailure, raw: Json, frame: Frame) => {
      const error = errorOutput(failure)
      return output(frame, { input: raw, errorOutput: error }, error)
    },
  }
}

const jsonPathCatcher = (asl: AslCatcher): CompiledCatcher => {
  const putResult = compileResultPath(asl.ResultPath)
  const assign = compileJsonPathAssign(asl.Assign)
  return {
    errorEquals: asl.ErrorEquals,
    evaluate: (failure: StateFailure, raw: Json, frame: Frame) => {
      const error = errorOutput(failure)
      return { output: putResult(raw, error), assigned: assign(error, frame), next: asl.Next }
    },
  }
}
