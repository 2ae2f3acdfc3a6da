import { assignmentsIn, type VisitBudget } from '../assignments.ts'
import type { Finding } from '../finding.ts'
import { isDistributed, type MachineNode, type StateNode } from '../read-machine.ts'
import type { MachineRule } from '../rules/rule.ts'
import { variablesReadBy } from '../variables.ts'

/** The maximum number of states to visit, for all variables together. */
const MOST_VISITS = 1_000_000

/** On how many paths to a state a variable is assigned. AWS reports `never` itself. */
type Assigned = 'always' | 'sometimes' | 'never'

/** Every path to a state that reads a variable assigns it. A path that does not makes the execution fail at that state. */
export const sometimesUndefinedVariables: MachineRule = function* (machine): Generator<Finding> {
  yield* findingsIn(machine, () => 'never', { left: MOST_VISITS })
}

function* findingsIn(
  machine: MachineNode,
  outside: (name: string) => Assigned,
  budget: VisitBudget,
): Generator<Finding> {
  const { canBeAssigned, canBeUnassigned } = assignmentsIn(machine, budget)
  for (const state of machine.states) {
    const assigned = (name: string): Assigned => {
      if (!canBeUnassigned(name, state)) return 'always'
      const around = outside(name)
      return around === 'never' && canBeAssigned(name, state) ? 'sometimes' : around
    }
    for (const name of variablesReadBy(state)) if (assigned(name) === 'sometimes') yield finding(name, state)
    for (const inner of state.machines)
      yield* findingsIn(inner, isDistributed(inner) ? () => 'never' : assigned, budget)
  }
}

const finding = (name: string, { path }: StateNode): Finding => ({
  path,
  code: 'POSSIBLY_UNDEFINED_VARIABLE',
  severity: 'warning',
  message: `reads $${name}, which only some of the paths to this state assign`,
  hint: 'assign it on every path, for example in the first state',
})
