import { isJsonObject } from '../json.ts'
import type { Path } from './finding.ts'
import { type PlacedPayload, payloadsOf } from './payloads.ts'
import { factsOf } from './state-types.ts'
import type { QueryLanguage } from './values.ts'

export type Fields = Readonly<Record<string, unknown>>

/** A state of an ASL document, with what its meaning depends on. */
export interface PlacedState {
  readonly name: string
  readonly path: Path
  readonly fields: Fields
  readonly language: QueryLanguage
  /** The query language of the machine. */
  readonly inherited: QueryLanguage
  /** What of it is evaluated. */
  readonly payloads: readonly PlacedPayload[]
  /** Where it goes: each target with its place in the state. */
  readonly targets: readonly Target[]
  /** The machines within it: the branches of a Parallel state, the processor of a Map. */
  readonly blocks: readonly Block[]
}

export interface Target {
  readonly name: string
  readonly at: Path
}

/** What has `StartAt` and `States`: the machine, a branch, an item processor. */
export interface Block {
  readonly kind: 'machine' | 'branch' | 'processor'
  readonly path: Path
  readonly fields: Fields
  readonly states: readonly PlacedState[]
}

/** Anything but `JSONPath` counts as JSONata, as AWS reports the value itself. */
export const languageOf = (fields: Fields, inherited: QueryLanguage): QueryLanguage => {
  if (!Object.hasOwn(fields, 'QueryLanguage')) return inherited
  return fields.QueryLanguage === 'JSONPath' ? 'JSONPath' : 'JSONata'
}

/** An ASL document as its blocks and states, in the order in which they are written. */
export const readMachine = (asl: Fields): Block => {
  const language = languageOf(asl, 'JSONPath')
  const blockAt = (kind: Block['kind'], fields: Fields, path: Path): Block => {
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
  const stateAt = (name: string, fields: Fields, path: Path): PlacedState => ({
    name,
    path,
    fields,
    // States inherit the machine's language, never that of the state around them.
    language: languageOf(fields, language),
    inherited: language,
    payloads: payloadsOf(fields),
    targets: targetsOf(fields),
    blocks: nestedIn(fields).map(({ kind, fields: block, at }) => blockAt(kind, block, [...path, ...at])),
  })
  return blockAt('machine', asl, [])
}

const targetsOf = (state: Fields): Target[] => {
  const targets: Target[] = []
  if (typeof state.Next === 'string') targets.push({ name: state.Next, at: ['Next'] })
  for (const key of ['Choices', 'Catch']) {
    const list = state[key]
    if (!Array.isArray(list)) continue
    for (const [index, entry] of list.entries()) {
      if (isJsonObject(entry) && typeof entry.Next === 'string')
        targets.push({ name: entry.Next, at: [key, index, 'Next'] })
    }
  }
  if (typeof state.Default === 'string') targets.push({ name: state.Default, at: ['Default'] })
  return targets
}

interface Nested {
  readonly kind: Block['kind']
  readonly fields: Fields
  readonly at: Path
}

const nestedIn = (state: Fields): Nested[] =>
  (factsOf(state.Type)?.blocks ?? []).flatMap(({ field, kind, isList }) => {
    const value = state[field]
    const found: [Path, unknown][] = isList
      ? Array.isArray(value)
        ? value.map((block, index) => [[field, index], block])
        : []
      : [[[field], value]]
    return found.flatMap(([at, fields]): Nested[] => (isJsonObject(fields) ? [{ kind, fields, at }] : []))
  })

/** Whether a processor's items are executions of their own, which begin without variables. */
export const isDistributed = ({ fields }: Block): boolean =>
  isJsonObject(fields.ProcessorConfig) && fields.ProcessorConfig.Mode === 'DISTRIBUTED'

/** Every block of a machine, each before those within it. */
export function* blocksOf(block: Block): Generator<Block> {
  yield block
  for (const state of block.states) for (const inner of state.blocks) yield* blocksOf(inner)
}
