import type { Finding } from '../finding.ts'
import { type Block, isDistributed } from '../machine.ts'
import { variablesAssignedBy } from '../variables.ts'
import type { MachineRule } from './rule.ts'

/** A branch or an item reads the variables of outer scopes, but cannot assign them (developer guide, Variable scope; recorded). */
export const variableScopes: MachineRule = (machine) => findingsIn(machine, new Set())

function* findingsIn(block: Block, outside: ReadonlySet<string>): Generator<Finding> {
  const assigned = block.states.map((state) => ({ state, names: variablesAssignedBy(state) }))
  for (const { state, names } of assigned) {
    for (const name of names) {
      if (!outside.has(name)) continue
      yield {
        path: state.path,
        code: 'OUTER_SCOPE_VARIABLE',
        message: `The variable name '${name}' was already defined in a parent scope.`,
        ours: `assigns $${name}, which a state of an outer scope assigns too`,
        hint: 'choose another name, or pass the value on as output',
      }
    }
  }
  if (block.states.every(({ blocks }) => blocks.length === 0)) return
  const visible = new Set([...outside, ...assigned.flatMap(({ names }) => [...names])])
  for (const { blocks } of block.states) {
    for (const inner of blocks) yield* findingsIn(inner, isDistributed(inner) ? new Set() : visible)
  }
}
