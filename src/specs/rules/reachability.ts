import type { Finding } from '../finding.ts'
import { type MachineNode, machinesIn } from '../read-machine.ts'
import { factsOf } from '../state-types.ts'
import type { MachineRule } from './rule.ts'

/** The machine has a terminal state. AWS checks the whole machine only, and ignores states without a type (recorded). */
export const terminal: MachineRule = function* (machine): Generator<Finding> {
  if (machine.states.length === 0 || hasEnd(machine)) return
  yield {
    code: 'MISSING_END_STATE',
    message: 'Workflow has no terminal state',
    literalMessage: 'no state ends the state machine',
    hint: 'add "end: true" to a state, or add a succeed or fail state',
  }
}

const hasEnd = ({ states }: MachineNode): boolean =>
  states.some(
    ({ fields }) => (fields.End === true && fields.Type !== undefined) || factsOf(fields.Type)?.isTerminal === true,
  )

/** Every state can be reached from `StartAt`. AWS skips this check if the machine has no terminal state. */
export const reachability: MachineRule = function* (root): Generator<Finding> {
  if (!hasEnd(root)) return
  for (const machine of machinesIn(root)) {
    if (typeof machine.fields.StartAt !== 'string') continue
    const reached = reachedFrom(machine.fields.StartAt, machine)
    for (const { name, path } of machine.states) {
      if (reached.has(name)) continue
      yield {
        path,
        code: 'MISSING_TRANSITION_TARGET',
        message: `State "${name}" is not reachable.`,
        literalMessage: 'no transition leads to this state',
      }
    }
  }
}

const reachedFrom = (start: string, { states }: MachineNode): ReadonlySet<string> => {
  const byName = new Map(states.map((state) => [state.name, state]))
  const reached = new Set<string>()
  const open = [start]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = byName.get(name)
    if (!state || reached.has(name)) continue
    reached.add(name)
    for (const target of state.targets) open.push(target.name)
  }
  return reached
}
