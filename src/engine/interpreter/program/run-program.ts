import type { Json } from '../../../json.ts'
import { runWithRecovery } from '../recovery/run-with-recovery.ts'
import { StateFailure, tooLarge } from '../recovery/state-failure.ts'
import { toStateFailure } from '../recovery/to-state-failure.ts'
import type { Frame } from './frame.ts'
import { isTooLarge } from './json-text.ts'
import { withAssigned } from './payload-limits.ts'
import type { CompiledState, Program, StateResult } from './program.ts'
import type { ResumePoint } from './resume-point.ts'

/**
 * Runs a program from its first state to its end, and returns its output.
 * @param resumePoint - where it continues instead, if its execution is redriven
 * @throws StateFailure if a state fails and no catcher matches; the signal's reason if the frame is stopped
 */
export const runProgram = async (
  program: Program,
  input: Json,
  frame: Frame,
  resumePoint?: ResumePoint,
): Promise<Json> => {
  let state = stateNamed(program, resumePoint?.state ?? program.startAt)
  let data = resumePoint ? resumePoint.input : input
  let isEntered = resumePoint?.isEntered ?? false
  if (resumePoint) frame.resume(state, resumePoint)
  const { turns } = frame.deps
  for (;;) {
    let result: StateResult
    try {
      if (turns.isOver()) await turns.next()
      frame.deps.stopBeforeState?.()
      frame.signal.throwIfAborted()
      if (!isEntered) frame.enter(state, data)
      isEntered = true
      const { recovery } = state
      const running = recovery ? runWithRecovery(state, recovery, { input: data, frame }) : state.attempt(data, frame)
      result = running instanceof Promise ? await running : running
      exitState(state, data, { result, frame })
    } catch (thrown) {
      const failure = toStateFailure(thrown, frame)
      frame.endAt(state.name, data, { isEntered, failure })
      throw failure
    }
    if (result.next === undefined || state.name === frame.deps.lastState) return result.output
    data = result.output
    isEntered = false
    state = stateNamed(program, result.next)
  }
}

/** Checks a state's result, assigns its variables and records that it was left. @throws StateFailure if the output or a variable is too large */
export const exitState = (
  { name, events: { exited } }: CompiledState,
  input: Json,
  { result: { output, assigned }, frame }: { result: StateResult; frame: Frame },
): void => {
  if (output !== input && isTooLarge(output)) throw tooLarge(name, { isTerminal: true })
  if (assigned) frame.variables = withAssigned(frame.variables, assigned, name)
  frame.inspect('output', output)
  if (assigned) frame.inspect('assigned', assigned)
  if (exited) frame.record(exited, assigned ? { assignedVariables: assigned, name, output } : { name, output })
}

const stateNamed = ({ states }: Program, name: string): CompiledState => {
  const state = states.get(name)
  if (!state) throw new StateFailure('States.Runtime', `There is no state named '${name}'.`)
  return state
}
