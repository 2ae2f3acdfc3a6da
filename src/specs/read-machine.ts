import { isJsonObject } from '../json.ts'
import type { AslObject } from './asl-object.ts'
import { type EvaluatedField, evaluatedFieldsOf } from './evaluated-fields.ts'
import type { DefinitionPath } from './finding.ts'
import { factsOf } from './state-types.ts'
import type { QueryLanguage } from './values.ts'

/** A state of an ASL document, with everything that the rules need to know about it. */
export interface StateNode {
  readonly name: string
  /** The path from the root of the document. */
  readonly path: DefinitionPath
  readonly fields: AslObject
  readonly language: QueryLanguage
  /** The query language of the whole document. */
  readonly inherited: QueryLanguage
  readonly evaluatedFields: readonly EvaluatedField[]
  /** The states that can follow. */
  readonly targets: readonly TransitionTarget[]
  /** The state machines inside the state: the branches of a Parallel state, the processor of a Map. */
  readonly machines: readonly MachineNode[]
}

/** The name of a state that can follow, and the path at which it is written. */
export interface TransitionTarget {
  readonly name: string
  /** The path from the state. */
  readonly path: DefinitionPath
}

/** An object with `StartAt` and `States`: the whole document, a branch or an item processor. */
export interface MachineNode {
  readonly kind: 'machine' | 'branch' | 'processor'
  /** The path from the root of the document. */
  readonly path: DefinitionPath
  readonly fields: AslObject
  readonly states: readonly StateNode[]
}

/** The query language of an object. Any value but `JSONPath` counts as JSONata; AWS reports the value itself. */
export const languageOf = (fields: AslObject, inherited: QueryLanguage): QueryLanguage => {
  if (!Object.hasOwn(fields, 'QueryLanguage')) return inherited
  return fields.QueryLanguage === 'JSONPath' ? 'JSONPath' : 'JSONata'
}

/** Reads an ASL document as a tree of machines and states, in the order in which they are written. */
export const readMachine = (asl: AslObject): MachineNode => {
  const language = languageOf(asl, 'JSONPath')
  const machineAt = (kind: MachineNode['kind'], fields: AslObject, path: DefinitionPath): MachineNode => {
    const states = isJsonObject(fields.States) ? Object.entries(fields.States) : []
    return {
      kind,
      path,
      fields,
      states: states.flatMap(([name, state]) =>
        isJsonObject(state) ? [stateAt(name, state, [...path, 'States', name])] : [],
      ),
    }
  }
  const stateAt = (name: string, fields: AslObject, path: DefinitionPath): StateNode => ({
    name,
    path,
    fields,
    // States inherit the query language of the document, never that of an enclosing state.
    language: languageOf(fields, language),
    inherited: language,
    evaluatedFields: evaluatedFieldsOf(fields),
    targets: targetsOf(fields),
    machines: nestedMachines(fields).map((nested) => machineAt(nested.kind, nested.fields, [...path, ...nested.path])),
  })
  return machineAt('machine', asl, [])
}

const targetsOf = (state: AslObject): TransitionTarget[] => {
  const targets: TransitionTarget[] = []
  if (typeof state.Next === 'string') targets.push({ name: state.Next, path: ['Next'] })
  for (const key of ['Choices', 'Catch']) {
    const list = state[key]
    if (!Array.isArray(list)) continue
    for (const [index, entry] of list.entries()) {
      if (isJsonObject(entry) && typeof entry.Next === 'string')
        targets.push({ name: entry.Next, path: [key, index, 'Next'] })
    }
  }
  if (typeof state.Default === 'string') targets.push({ name: state.Default, path: ['Default'] })
  return targets
}

type NestedMachine = Pick<MachineNode, 'kind' | 'fields' | 'path'>

const nestedMachines = (state: AslObject): NestedMachine[] =>
  (factsOf(state.Type)?.machines ?? []).flatMap(({ field, kind, isList }) => {
    const value = state[field]
    const found: [DefinitionPath, unknown][] = isList
      ? Array.isArray(value)
        ? value.map((machine, index) => [[field, index], machine])
        : []
      : [[[field], value]]
    return found.flatMap(([path, fields]): NestedMachine[] => (isJsonObject(fields) ? [{ kind, fields, path }] : []))
  })

/** True if the items of a processor run as child executions, which begin without variables. */
export const isDistributed = ({ fields }: MachineNode): boolean =>
  isJsonObject(fields.ProcessorConfig) && fields.ProcessorConfig.Mode === 'DISTRIBUTED'

/** The machine and every machine inside it, each before the ones inside it. */
export const machinesIn = (machine: MachineNode): MachineNode[] => {
  const found: MachineNode[] = []
  const collect = (inner: MachineNode): void => {
    found.push(inner)
    for (const { machines } of inner.states) for (const nested of machines) collect(nested)
  }
  collect(machine)
  return found
}
