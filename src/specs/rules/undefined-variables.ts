import { assignmentsIn, type VisitBudget } from '../assignments.ts'
import type { Finding } from '../finding.ts'
import { isDistributed, type MachineNode, type StateNode } from '../read-machine.ts'
import { variablesReadBy } from '../variables.ts'
import type { MachineRule } from './rule.ts'

/** The maximum number of states to visit, for all variables together. */
const MOST_VISITS = 1_000_000

/** The share of the paths to a state on which a variable is assigned. */
type Assigned = 'always' | 'sometimes' | 'never'

/**
 * Some path to a state that reads a variable assigns it (developer guide, Workflow variables). As advice: every path does, because
 * the execution fails on the others.
 */
export const undefinedVariables: MachineRule = function* (machine): Generator<Finding> {
  for (const { name, state, assigned } of readsIn(machine, () => 'never', { left: MOST_VISITS })) {
    if (assigned === 'never') yield neverAssigned(name, state)
    else if (assigned === 'sometimes') yield sometimesAssigned(name, state)
  }
}

interface VariableRead {
  readonly name: string
  readonly state: StateNode
  readonly assigned: Assigned
}

function* readsIn(
  machine: MachineNode,
  outside: (name: string) => Assigned,
  budget: VisitBudget,
): Generator<VariableRead> {
  const { canBeAssigned, canBeUnassigned } = assignmentsIn(machine, budget)
  for (const state of machine.states) {
    const assignedBefore = (name: string): Assigned => {
      if (!canBeUnassigned(name, state)) return 'always'
      const around = outside(name)
      return around === 'never' && canBeAssigned(name, state) ? 'sometimes' : around
    }
    for (const name of variablesReadBy(state)) yield { name, state, assigned: assignedBefore(name) }
    for (const inner of state.machines)
      yield* readsIn(inner, isDistributed(inner) ? () => 'never' : assignedBefore, budget)
  }
}

const code = 'POSSIBLY_UNDEFINED_VARIABLE'

const neverAssigned = (name: string, { path }: StateNode): Finding => ({
  path,
  code,
  severity: 'warning',
  message: `Variable '$${name}' is possibly undefined`,
  literalMessage: `reads $${name}, which no earlier state assigns`,
})

const sometimesAssigned = (name: string, { path }: StateNode): Finding => ({
  path,
  code,
  severity: 'warning',
  isAdvice: true,
  message: `reads $${name}, which only some of the paths to this state assign`,
  hint: 'assign it on every path, for example in the first state',
})
