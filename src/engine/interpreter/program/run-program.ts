import type { Json } from '../../../json.ts'
import { runWithRecovery } from '../recovery/run-with-recovery.ts'
import { StateFailure, tooLarge } from '../recovery/state-failure.ts'
import { toStateFailure } from '../recovery/to-state-failure.ts'
import type { Frame } from './frame.ts'
import { isTooLarge } from './json-text.ts'
import { withAssigned } from './payload-limits.ts'
import type { CompiledState, Program, StateResult } from './program.ts'

/**
 * Runs a program from its first state to its end, and returns its output.
 * @throws StateFailure if a state fails and no catcher matches; the signal's reason if the frame is stopped
 */
export const runProgram = async (program: Program, input: Json, frame: Frame): Promise<Json> => {
  let state = stateNamed(program, program.startAt)
  let data = input
  const { turns } = frame.deps
  for (;;) {
    if (turns.isOver()) await turns.next()
    frame.deps.stopBeforeState?.()
    frame.signal.throwIfAborted()
    frame.enter(state, data)
    let result: StateResult
    try {
      const { recovery } = state
      const running = recovery ? runWithRecovery(state, recovery, { input: data, frame }) : state.attempt(data, frame)
      result = running instanceof Promise ? await running : running
      exitState(state, data, { result, frame })
    } catch (thrown) {
      throw toStateFailure(thrown, frame)
    }
    if (result.next === undefined) return result.output
    data = result.output
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
