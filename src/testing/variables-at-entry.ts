import { isJsonObject } from '../json.ts'
import type { PreparedDefinition } from './prepared-definition.ts'
import type { SimulatedState } from './simulated-state.ts'

type Variables = Readonly<Record<string, unknown>>

/**
 * The workflow variables with which each visit of a state begins: those that the states before it in the same branch or iteration assigned,
 * and those of the states around it. The children of a distributed Map begin without variables (ASL spec, Variables).
 * @param initial - the variables at the start of the execution
 */
export const variablesAtEntry = (
  { states }: PreparedDefinition,
  visits: readonly SimulatedState[],
  initial: Variables,
): readonly Variables[] => {
  const byName = new Map(states.map((state) => [state.name, state]))
  /** The variables of a run of a branch, an iteration or the whole state machine, by the states and indexes around it. */
  const scopes = new Map<string, Variables>([['[]', initial]])
  return visits.map(({ name, path, assigned }) => {
    const branch = byName.get(name)?.path.slice(0, -2) ?? []
    const outer = path.slice(0, -1)
    const key = outer.length === 0 ? '[]' : JSON.stringify([outer, branch])
    const variables = scopes.get(key) ?? outerVariables(outer, { byName, scopes })
    scopes.set(key, { ...variables, ...assigned })
    return variables
  })
}

interface Known {
  readonly byName: ReadonlyMap<string, PreparedDefinition['states'][number]>
  readonly scopes: ReadonlyMap<string, Variables>
}

/** The variables that a branch or iteration inherits. */
const outerVariables = (outer: SimulatedState['path'], { byName, scopes }: Known): Variables => {
  const depth = outer.findLastIndex((key) => typeof key === 'string')
  const container = byName.get(String(outer[depth]))
  if (container === undefined || isDistributed(container.fields)) return {}
  const around = outer.slice(0, depth)
  return scopes.get(around.length === 0 ? '[]' : JSON.stringify([around, container.path.slice(0, -2)])) ?? {}
}

const isDistributed = ({ ItemProcessor: processor }: Readonly<Record<string, unknown>>): boolean => {
  const config = isJsonObject(processor) ? processor.ProcessorConfig : undefined
  return isJsonObject(config) && config.Mode === 'DISTRIBUTED'
}
