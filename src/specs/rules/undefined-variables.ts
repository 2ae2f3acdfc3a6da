import { assignmentsIn, type VisitBudget } from '../assignments.ts'
import type { Finding } from '../finding.ts'
import { isDistributed, type MachineNode, type StateNode } from '../read-machine.ts'
import { variablesReadBy } from '../variables.ts'
import type { MachineRule } from './rule.ts'

/** The maximum number of states to visit, for all variables together. */
const MOST_VISITS = 1_000_000

type IsAssigned = (name: string) => boolean

/** Some path to a state that reads a variable assigns it (developer guide, Workflow variables). */
export const undefinedVariables: MachineRule = function* (machine): Generator<Finding> {
  yield* findingsIn(machine, () => false, { left: MOST_VISITS })
}

function* findingsIn(machine: MachineNode, isAssignedOutside: IsAssigned, budget: VisitBudget): Generator<Finding> {
  const { canBeAssigned } = assignmentsIn(machine, budget)
  for (const state of machine.states) {
    const isAssigned: IsAssigned = (name) => isAssignedOutside(name) || canBeAssigned(name, state)
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
