import type { Finding } from '../finding.ts'
import { type Block, blocksOf } from '../machine.ts'
import type { MachineRule } from './rule.ts'

/** A machine has a state where it ends; AWS asks that of the machine as a whole only. A state without a type ends nothing (recorded). */
export const terminal: MachineRule = function* (machine): Generator<Finding> {
  if (machine.states.length === 0 || hasEnd(machine)) return
  yield {
    code: 'MISSING_END_STATE',
    message: 'Workflow has no terminal state',
    ours: 'no state ends the machine',
    hint: 'give one "end: true", or add a succeed or fail state',
  }
}

const hasEnd = ({ states }: Block): boolean =>
  states.some(
    ({ fields }) =>
      (fields.End === true && fields.Type !== undefined) || fields.Type === 'Succeed' || fields.Type === 'Fail',
  )

/** Every state can be reached from the start of its block; AWS does not look where a machine never ends. */
export const reachability: MachineRule = function* (machine): Generator<Finding> {
  if (!hasEnd(machine)) return
  for (const block of blocksOf(machine)) {
    if (typeof block.fields.StartAt !== 'string') continue
    const reached = reachedFrom(block.fields.StartAt, block)
    for (const { name, path } of block.states) {
      if (reached.has(name)) continue
      yield {
        path,
        code: 'MISSING_TRANSITION_TARGET',
        message: `State "${name}" is not reachable.`,
        ours: 'no state leads here',
      }
    }
  }
}

const reachedFrom = (start: string, { states }: Block): ReadonlySet<string> => {
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
