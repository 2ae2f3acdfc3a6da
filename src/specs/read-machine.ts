import { isJsonObject } from '../json.ts'
import { type EvaluatedField, evaluatedFieldsOf } from './evaluated-fields.ts'
import type { DefinitionPath } from './finding.ts'
import { factsOf } from './state-types.ts'
import type { QueryLanguage } from './values.ts'

export type AslObject = Readonly<Record<string, unknown>>

/** A state of an ASL document, with what its meaning depends on. */
export interface StateNode {
  readonly name: string
  readonly path: DefinitionPath
  readonly fields: AslObject
  readonly language: QueryLanguage
  /** The query language of the machine. */
  readonly inherited: QueryLanguage
  /** What of it is evaluated. */
  readonly evaluatedFields: readonly EvaluatedField[]
  /** Where it goes: each target with its place in the state. */
  readonly targets: readonly TransitionTarget[]
  /** The machines within it: the branches of a Parallel state, the processor of a Map. */
  readonly machines: readonly MachineNode[]
}

export interface TransitionTarget {
  readonly name: string
  readonly path: DefinitionPath
}

/** What has `StartAt` and `States`: the machine, a branch, an item processor. */
export interface MachineNode {
  readonly kind: 'machine' | 'branch' | 'processor'
  readonly path: DefinitionPath
  readonly fields: AslObject
  readonly states: readonly StateNode[]
}

/** Anything but `JSONPath` counts as JSONata, as AWS reports the value itself. */
export const languageOf = (fields: AslObject, inherited: QueryLanguage): QueryLanguage => {
  if (!Object.hasOwn(fields, 'QueryLanguage')) return inherited
  return fields.QueryLanguage === 'JSONPath' ? 'JSONPath' : 'JSONata'
}

/** An ASL document as its blocks and states, in the order in which they are written. */
export const readMachine = (asl: AslObject): MachineNode => {
  const language = languageOf(asl, 'JSONPath')
  const blockAt = (kind: MachineNode['kind'], fields: AslObject, path: DefinitionPath): MachineNode => {
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
    // States inherit the machine's language, never that of the state around them.
    language: languageOf(fields, language),
    inherited: language,
    evaluatedFields: evaluatedFieldsOf(fields),
    targets: targetsOf(fields),
    machines: nestedIn(fields).map(({ kind, fields: block, at }) => blockAt(kind, block, [...path, ...at])),
  })
  return blockAt('machine', asl, [])
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

interface Nested {
  readonly kind: MachineNode['kind']
  readonly fields: AslObject
  readonly at: DefinitionPath
}

const nestedIn = (state: AslObject): Nested[] =>
  (factsOf(state.Type)?.machines ?? []).flatMap(({ field, kind, isList }) => {
    const value = state[field]
    const found: [DefinitionPath, unknown][] = isList
      ? Array.isArray(value)
        ? value.map((block, index) => [[field, index], block])
        : []
      : [[[field], value]]
    return found.flatMap(([at, fields]): Nested[] => (isJsonObject(fields) ? [{ kind, fields, at }] : []))
  })

/** Whether a processor's items are executions of their own, which begin without variables. */
export const isDistributed = ({ fields }: MachineNode): boolean =>
  isJsonObject(fields.ProcessorConfig) && fields.ProcessorConfig.Mode === 'DISTRIBUTED'

/** Every block of a machine, each before those within it. */
export function* machinesIn(block: MachineNode): Generator<MachineNode> {
  yield block
  for (const state of block.states) for (const inner of state.machines) yield* machinesIn(inner)
}
