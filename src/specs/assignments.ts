import type { MachineNode, StateNode, TransitionTarget } from './read-machine.ts'
import { variablesAssignedBy, variablesAssignedOn } from './variables.ts'

/** The assignments of one machine's variables. Variables that the machine does not assign count as assigned nowhere. */
export interface Assignments {
  /** True if some path to a state assigns a variable before the state. */
  readonly canBeAssigned: (name: string, state: StateNode) => boolean
  /** True if some path to a state does not assign a variable before the state. */
  readonly canBeUnassigned: (name: string, state: StateNode) => boolean
}

/** The number of states that may still be visited, for all variables of a definition together. */
export interface VisitBudget {
  left: number
}

/**
 * Follows the transitions of a machine for each variable that is looked up. If the budget is spent, the remaining variables count as
 * assigned.
 */
export const assignmentsIn = (machine: MachineNode, budget: VisitBudget): Assignments => {
  let flow: Flow | undefined
  const inFlow = (): Flow => {
    flow ??= flowOf(machine)
    return flow
  }
  const memoized = (visit: (name: string, flow: Flow) => ReadonlySet<StateNode>) => {
    const visited = new Map<string, ReadonlySet<StateNode>>()
    return (name: string): ReadonlySet<StateNode> | undefined => {
      const known = visited.get(name)
      if (known || budget.left <= 0) return known
      const found = visit(name, inFlow())
      budget.left -= found.size
      visited.set(name, found)
      return found
    }
  }
  const assigned = memoized((name, { byName, assigners }) => reachable(assigners.get(name) ?? [], byName, () => true))
  const unassigned = memoized(statesWithout)
  const isAssigned = (name: string): boolean => inFlow().assigners.has(name)
  return {
    canBeAssigned: (name, state) => isAssigned(name) && (assigned(name)?.has(state) ?? true),
    canBeUnassigned: (name, state) => !isAssigned(name) || (unassigned(name)?.has(state) ?? false),
  }
}

interface Flow {
  readonly start: StateNode | undefined
  readonly byName: ReadonlyMap<string, StateNode>
  /** The states that assign each variable. */
  readonly assigners: ReadonlyMap<string, readonly StateNode[]>
}

const flowOf = ({ fields, states }: MachineNode): Flow => {
  const byName = new Map(states.map((state) => [state.name, state]))
  const assigners = new Map<string, StateNode[]>()
  for (const state of states)
    for (const name of variablesAssignedBy(state)) assigners.set(name, [...(assigners.get(name) ?? []), state])
  return { byName, assigners, start: typeof fields.StartAt === 'string' ? byName.get(fields.StartAt) : undefined }
}

/** The states that can be entered without an assignment of a variable. */
const statesWithout = (name: string, { start, byName, assigners }: Flow): ReadonlySet<StateNode> => {
  if (!start) return new Set()
  const from = assigners.get(name) ?? []
  const reached = reachable(
    [start],
    byName,
    (state, target) => !from.includes(state) || !variablesAssignedOn(state, target).has(name),
  )
  return new Set([start, ...reached])
}

/** The states after the given ones, along the transitions that a function accepts. */
const reachable = (
  from: readonly StateNode[],
  byName: ReadonlyMap<string, StateNode>,
  accepts: (state: StateNode, target: TransitionTarget) => boolean,
): ReadonlySet<StateNode> => {
  const reached = new Set<StateNode>()
  const open = [...from]
  for (let state = open.pop(); state; state = open.pop()) {
    for (const target of state.targets) {
      const next = byName.get(target.name)
      if (!next || reached.has(next) || !accepts(state, target)) continue
      reached.add(next)
      open.push(next)
    }
  }
  return reached
}
