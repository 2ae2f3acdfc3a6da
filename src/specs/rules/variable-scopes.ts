import type { Finding } from '../finding.ts'
import { isDistributed, type MachineNode } from '../read-machine.ts'
import { variablesAssignedBy } from '../variables.ts'
import type { MachineRule } from './rule.ts'

/** A branch or processor does not assign a variable of the machine around it, which it can only read (ASL spec, Variable scope). */
export const variableScopes: MachineRule = (machine) => findingsIn(machine, new Set())

function* findingsIn(machine: MachineNode, outside: ReadonlySet<string>): Generator<Finding> {
  const assigned = machine.states.map((state) => ({ state, names: variablesAssignedBy(state) }))
  for (const { state, names } of assigned) {
    for (const name of names) {
      if (!outside.has(name)) continue
      yield {
        path: state.path,
        code: 'OUTER_SCOPE_VARIABLE',
        severity: 'warning',
        message: `Variable '$${name}' is assigned in an outer scope too`,
        literalMessage: `assigns $${name}, a variable of the enclosing state machine, which it can only read`,
        hint: 'use another name, or pass the value on as output',
      }
    }
  }
  if (machine.states.every(({ machines }) => machines.length === 0)) return
  const visible = new Set([...outside, ...assigned.flatMap(({ names }) => [...names])])
  for (const { machines } of machine.states) {
    for (const inner of machines) yield* findingsIn(inner, isDistributed(inner) ? new Set() : visible)
  }
}
