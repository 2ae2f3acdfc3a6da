import type { Json } from '../../../json.ts'
import { toStateFailure } from '../recovery/to-state-failure.ts'
import { StateFailure, tooLarge } from '../recovery/state-failure.ts'
import type { CompiledState, Program } from './compile.ts'
import type { StateResult } from './flow.ts'
import type { Frame } from './frame.ts'
import { isTooLarge } from './json-text.ts'
import { withAssigned } from './payload-limits.ts'

/** After this many states in a row without a wait, everything else that is ready goes first. */
const STATES_AT_ONCE = 200

/**
 * Runs a line of states from its start to its end, and gives its output.
 * @throws StateFailure as a state fails and nothing catches it; the signal's reason when the frame is stopped
 */
export const runProgram = async (program: Program, input: Json, frame: Frame): Promise<Json> => {
  let state = stateNamed(program, program.startAt)
  let data = input
  for (let visited = 1; ; visited++) {
    frame.signal.throwIfAborted()
    if (visited % STATES_AT_ONCE === 0) await frame.deps.system.yield()
    frame.enter(state, data)
    let left: StateResult
    try {
      const running = state.run(data, frame)
      left = running instanceof Promise ? await running : running
      if (left.output !== data && isTooLarge(left.output)) throw tooLarge(state.name, { isTerminal: true })
      if (left.assigned) frame.variables = withAssigned(frame.variables, left.assigned, state.name)
      exit(state, left, frame)
    } catch (thrown) {
      throw toStateFailure(thrown, frame)
    }
    if (left.next === undefined) return left.output
    data = left.output
    state = stateNamed(program, left.next)
  }
}

const exit = ({ name, events: { exited } }: CompiledState, { output, assigned }: StateResult, frame: Frame): void => {
  if (exited) frame.record(exited, assigned ? { assignedVariables: assigned, name, output } : { name, output })
}

const stateNamed = ({ states }: Program, name: string): CompiledState => {
  const state = states.get(name)
  if (!state) throw new StateFailure('States.Runtime', `There is no state named '${name}'.`)
  return state
}
