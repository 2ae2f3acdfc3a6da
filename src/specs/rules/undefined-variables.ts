import { isJsonObject } from '../../json.ts'
import type { Finding } from '../finding.ts'
import type { Block, PlacedState } from '../machine.ts'
import { variablesReadBy } from '../variable-reads.ts'
import type { MachineRule } from './rule.ts'

/** How many states are looked at, all variables together, before what is left is taken to be assigned. */
const BUDGET = 1_000_000

type IsAssigned = (name: string) => boolean

/** A variable is read where some way through the machine has assigned it (developer guide, Workflow variables). */
export const undefinedVariables: MachineRule = function* (machine): Generator<Finding> {
  yield* findingsIn(machine, () => false, { left: BUDGET })
}

function* findingsIn(block: Block, isAssignedOutside: IsAssigned, budget: { left: number }): Generator<Finding> {
  const assigned = assignmentsOf(block, budget)
  for (const state of block.states) {
    const isAssigned: IsAssigned = (name) => isAssignedOutside(name) || assigned(name, state)
    for (const name of variablesReadBy(state)) if (!isAssigned(name)) yield undefinedVariable(name, state)
    for (const inner of state.blocks) yield* findingsIn(inner, isDistributed(inner) ? () => false : isAssigned, budget)
  }
}

const undefinedVariable = (name: string, { path }: PlacedState): Finding => ({
  path,
  code: 'POSSIBLY_UNDEFINED_VARIABLE',
  severity: 'warning',
  message: `Variable '$${name}' is possibly undefined`,
  ours: `reads $${name}, which no state before it assigns`,
})

/** A child execution of a Distributed Map begins without variables. */
const isDistributed = ({ fields }: Block): boolean =>
  isJsonObject(fields.ProcessorConfig) && fields.ProcessorConfig.Mode === 'DISTRIBUTED'

/** Whether some way to a state of this block assigns a variable. */
const assignmentsOf = ({ states }: Block, budget: { left: number }) => {
  const byName = new Map(states.map((state) => [state.name, state]))
  const assigners = new Map<string, PlacedState[]>()
  for (const state of states)
    for (const name of assignedBy(state)) assigners.set(name, [...(assigners.get(name) ?? []), state])
  const reached = new Map<string, ReadonlySet<PlacedState>>()
  return (name: string, state: PlacedState): boolean => {
    const from = assigners.get(name)
    if (!from) return false
    if (budget.left <= 0) return true
    const known = reached.get(name) ?? statesAfter(from, byName)
    if (!reached.has(name)) budget.left -= known.size
    reached.set(name, known)
    return known.has(state)
  }
}

const assignedBy = ({ payloads, language }: PlacedState): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { field, value } of payloads) {
    if (field !== 'Assign' || !isJsonObject(value)) continue
    for (const key of Object.keys(value))
      names.add(language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key)
  }
  return names
}

const statesAfter = (
  from: readonly PlacedState[],
  byName: ReadonlyMap<string, PlacedState>,
): ReadonlySet<PlacedState> => {
  const after = new Set<PlacedState>()
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
