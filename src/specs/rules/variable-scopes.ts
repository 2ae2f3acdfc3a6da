import type { Finding } from '../finding.ts'
import { isDistributed, type MachineNode } from '../read-machine.ts'
import { variablesAssignedBy } from '../variables.ts'
import type { MachineRule } from './rule.ts'

/** A branch or processor reads the variables of outer scopes, but cannot assign them (developer guide, Variable scope; recorded). */
export const variableScopes: MachineRule = (machine) => findingsIn(machine, new Set())

function* findingsIn(machine: MachineNode, outside: ReadonlySet<string>): Generator<Finding> {
  const assigned = machine.states.map((state) => ({ state, names: variablesAssignedBy(state) }))
  for (const { state, names } of assigned) {
    for (const name of names) {
      if (!outside.has(name)) continue
      yield {
        path: state.path,
        code: 'OUTER_SCOPE_VARIABLE',
        message: `The variable name '${name}' was already defined in a parent scope.`,
        literalMessage: `assigns $${name}, which a state of an outer scope assigns too`,
        hint: 'choose another name, or pass the value on as output',
      }
    }
  }
  if (machine.states.every(({ machines }) => machines.length === 0)) return
  const visible = new Set([...outside, ...assigned.flatMap(({ names }) => [...names])])
  for (const { machines } of machine.states) {
    for (const inner of machines) yield* findingsIn(inner, isDistributed(inner) ? new Set() : visible)
  }
}
