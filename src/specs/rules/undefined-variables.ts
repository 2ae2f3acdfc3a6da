import type { Finding } from '../finding.ts'
import { isDistributed, type MachineNode, type StateNode } from '../read-machine.ts'
import { variablesAssignedBy, variablesReadBy } from '../variables.ts'
import type { MachineRule } from './rule.ts'

/** The maximum number of states to visit, for all variables together. The remaining variables count as assigned. */
const MOST_VISITS = 1_000_000

type IsAssigned = (name: string) => boolean

/** Some path to a state that reads a variable assigns it (developer guide, Workflow variables). */
export const undefinedVariables: MachineRule = function* (machine): Generator<Finding> {
  yield* findingsIn(machine, () => false, { left: MOST_VISITS })
}

function* findingsIn(
  machine: MachineNode,
  isAssignedOutside: IsAssigned,
  budget: { left: number },
): Generator<Finding> {
  const assigned = assignmentsOf(machine, budget)
  for (const state of machine.states) {
    const isAssigned: IsAssigned = (name) => isAssignedOutside(name) || assigned(name, state)
    for (const name of variablesReadBy(state)) if (!isAssigned(name)) yield undefinedVariable(name, state)
    for (const inner of state.machines)
      yield* findingsIn(inner, isDistributed(inner) ? () => false : isAssigned, budget)
  }
}

const undefinedVariable = (name: string, { path }: StateNode): Finding => ({
  path,
  code: 'POSSIBLY_UNDEFINED_VARIABLE',
  severity: 'warning',
  message: `Variable '$${name}' is possibly undefined`,
  literalMessage: `reads $${name}, which no earlier state assigns`,
})

/** Returns a function for whether some path to a state of a machine assigns a variable. */
const assignmentsOf = ({ states }: MachineNode, budget: { left: number }) => {
  const byName = new Map(states.map((state) => [state.name, state]))
  const assigners = new Map<string, StateNode[]>()
  for (const state of states)
    for (const name of variablesAssignedBy(state)) assigners.set(name, [...(assigners.get(name) ?? []), state])
  const reached = new Map<string, ReadonlySet<StateNode>>()
  return (name: string, state: StateNode): boolean => {
    const from = assigners.get(name)
    if (!from) return false
    if (budget.left <= 0) return true
    const known = reached.get(name) ?? statesAfter(from, byName)
    if (!reached.has(name)) budget.left -= known.size
    reached.set(name, known)
    return known.has(state)
  }
}

const statesAfter = (from: readonly StateNode[], byName: ReadonlyMap<string, StateNode>): ReadonlySet<StateNode> => {
  const after = new Set<StateNode>()
  const open = [...from]
  for (let state = open.pop(); state; state = open.pop()) {
    for (const { name } of state.targets) {
      const next = byName.get(name)
      if (!next || after.has(next)) continue
      after.add(next)
      open.push(next)
    }
  }
  return after
}
