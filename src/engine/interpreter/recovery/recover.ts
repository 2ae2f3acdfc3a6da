import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Json } from '../../../json.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import type { AslCatcher, AslState } from '../program/asl.ts'
import { compileJsonataLeave, compileJsonPathAssign, compileResultPath, type StateResult } from '../program/flow.ts'
import type { Frame } from '../program/frame.ts'
import type { Maybe } from '../program/maybe.ts'
import { toStateFailure } from './to-state-failure.ts'
import { Retries } from './retry-delay.ts'
import { errorOutput, matches, StateFailure } from './state-failure.ts'

type Attempt = (raw: Json, frame: Frame) => Promise<StateResult>

/** What a state records when it gives up, before a catcher or its frame takes the failure over. */
type GiveUp = (frame: Frame, failure: StateFailure, isOwnField: boolean) => void

/** Tries a state's work as often as its Retry allows, then hands the failure to its Catch (ASL spec, Errors). */
export const withRecovery = (asl: AslState, language: QueryLanguage, attempt: Attempt, giveUp?: GiveUp): Attempt => {
  const { Retry = [], Catch = [] } = asl
  const catchers = Catch.map((catcher, index) => compileCatcher(catcher, index, language))
  return async (raw, frame) => {
    let retries: Retries | undefined
    for (;;) {
      try {
        return await attempt(raw, frame)
      } catch (thrown) {
        const failure = toStateFailure(thrown, frame)
        if (!(failure instanceof StateFailure)) throw failure
        retries ??= new Retries(Retry, frame.deps.system.random)
        const delay = retries.after(failure)
        if (delay === undefined) {
          giveUp?.(frame, failure, thrown instanceof EvaluationFailure)
          const catcher = catchers.find(({ ErrorEquals }) => matches(ErrorEquals, failure))
          if (!catcher) throw failure
          return await catcher.leave(failure, raw, frame)
        }
        frame.retries = retries.count
        await frame.deps.system.sleep(delay, frame.signal)
      }
    }
  }
}

interface Catcher {
  readonly ErrorEquals: readonly string[]
  leave(failure: StateFailure, raw: Json, frame: Frame): Maybe<StateResult>
}

const compileCatcher = (asl: AslCatcher, index: number, language: QueryLanguage): Catcher => {
  const leave = language === 'JSONata' ? jsonataCatcher(asl, index) : jsonPathCatcher(asl)
  return {
    ErrorEquals: asl.ErrorEquals,
    leave: async (failure, raw, frame) => ({ ...(await leave(failure, raw, frame)), next: asl.Next }),
  }
}

const jsonataCatcher = (asl: AslCatcher, index: number) => {
  const leave = compileJsonataLeave(asl, `Catch[${index}]/`)
  return (failure: StateFailure, raw: Json, frame: Frame) => {
    const output = errorOutput(failure)
    return leave(frame, { input: raw, errorOutput: output }, output)
  }
}

const jsonPathCatcher = (asl: AslCatcher) => {
  const place = compileResultPath(asl.ResultPath)
  const assign = compileJsonPathAssign(asl.Assign)
  return (failure: StateFailure, raw: Json, frame: Frame) => {
    const output = errorOutput(failure)
    return { output: place(raw, output), assigned: assign(output, frame) }
  }
}
