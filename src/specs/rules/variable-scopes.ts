import type { Finding } from '../finding.ts'
import { isDistributed, type MachineNode } from '../read-machine.ts'
import { variablesAssignedBy } from '../variables.ts'
import type { MachineRule } from './rule.ts'

/** A branch or an item reads the variables around it but has no say in them (ASL spec, Variable scope). */
export const variableScopes: MachineRule = (machine) => findingsIn(machine, new Set())

function* findingsIn(block: MachineNode, outside: ReadonlySet<string>): Generator<Finding> {
  const assigned = block.states.map((state) => ({ state, names: variablesAssignedBy(state) }))
  for (const { state, names } of assigned) {
    for (const name of names) {
      if (!outside.has(name)) continue
      yield {
        path: state.path,
        code: 'OUTER_SCOPE_VARIABLE',
        severity: 'warning',
        message: `Variable '$${name}' is assigned in an outer scope too`,
        ours: `assigns $${name}, which belongs to the machine around this one`,
        hint: 'name it otherwise, or hand the value on as output',
      }
    }
  }
  if (block.states.every(({ machines: blocks }) => blocks.length === 0)) return
  const visible = new Set([...outside, ...assigned.flatMap(({ names }) => [...names])])
  for (const { machines: blocks } of block.states) {
    for (const inner of blocks) yield* findingsIn(inner, isDistributed(inner) ? new Set() : visible)
  }
}
