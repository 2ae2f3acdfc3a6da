import { isJsonObject, type JsonObject } from '../json.ts'
import { branchNameProblem, mapTargets, namedBranchesOf, reachedFrom } from '../specs/branch-names.ts'
import type { DefinitionPath } from '../specs/finding.ts'
import { ownValue } from '../specs/value-at-path.ts'
import type { Codec } from './codec.ts'

/** A machine whose branches that are names became copies of the states that they name, and the origin of each copy. */
interface Expansion {
  readonly machine: unknown
  /** The names of the original states, by the copies. */
  readonly origins: ReadonlyMap<string, string>
}

/**
 * Branches can name states of the machine that has the Parallel state. Each branch gets a copy of the state and of those that it leads to.
 * States that only branches lead to are left out. A name that is used again gets the branch's position: `send (both[1])`.
 */
export const namedBranchesCodec = (codec: Codec): Codec => ({
  desugar: (value, context) => codec.desugar(expand(value).machine, context),
  resugar: (value, context) => codec.resugar(value, context),
  locate: (value, path) =>
    codec.locate(value, isInCopy(value, path) ? originalPath(value, path, expand(value).origins) : path),
})

/** True for a path into the copy of a branch that is a name. */
const isInCopy = (value: unknown, [states, name, branches, index, inner]: DefinitionPath): boolean => {
  if (states !== 'States' || branches !== 'Branches' || inner !== 'States') return false
  const list = ownValue(ownValue(ownValue(value, 'states'), String(name)), 'branches')
  return Array.isArray(list) && typeof list[Number(index)] === 'string'
}

/** The path of a copy leads to its original. */
const originalPath = (value: unknown, path: DefinitionPath, origins: ReadonlyMap<string, string>): DefinitionPath => {
  if (!isInCopy(value, path)) return path
  const [states = '', , , , , copy, ...rest] = path
  return originalPath(value, [states, origins.get(String(copy)) ?? String(copy), ...rest], origins)
}

const hasNamedBranches = (states: JsonObject): boolean =>
  Object.values(states).some((state) => namedBranchesOf(state).length > 0)

/** A machine of a literal whose branches that are names became machines. Machines inside its states stay as they are. */
export const withBranchesOfNames = (machine: unknown): unknown => expand(machine).machine

const expand = (machine: unknown): Expansion => {
  const states = ownValue(machine, 'states')
  if (!isJsonObject(machine) || !isJsonObject(states) || !hasNamedBranches(states))
    return { machine, origins: new Map() }
  const kept = keptStates(states, ownValue(machine, 'startAt'))
  const copies = new Copies(states, kept)
  const expanded = Object.keys(states)
    .filter((name) => kept.has(name))
    .map((name) => [name, copies.withBranches(name, name)])
  return { machine: { ...machine, states: Object.fromEntries(expanded) }, origins: copies.origins }
}

/** The states that stay: all but those that only branches lead to. */
const keptStates = (states: JsonObject, startAt: unknown): ReadonlySet<string> => {
  const main = new Set(reachedFrom(states, typeof startAt === 'string' ? [startAt] : []))
  const starts = Object.keys(states).flatMap((name) =>
    namedBranchesOf(states[name]).flatMap(({ name: branch }) =>
      branchNameProblem(states, name, branch) ? [] : [branch],
    ),
  )
  const copied = new Set(reachedFrom(states, starts))
  return new Set(Object.keys(states).filter((name) => main.has(name) || !copied.has(name)))
}

/** The copies of states in branches. */
class Copies {
  /** The names of the original states, by the copies. */
  readonly origins = new Map<string, string>()
  readonly #states: JsonObject
  readonly #taken: Set<string>

  constructor(states: JsonObject, kept: ReadonlySet<string>) {
    this.#states = states
    this.#taken = new Set(kept)
  }

  /** A state whose branches that are names became machines. */
  withBranches(original: string, name: string): unknown {
    const state = ownValue(this.#states, original)
    const branches = ownValue(state, 'branches')
    if (!isJsonObject(state) || !Array.isArray(branches)) return state
    return {
      ...state,
      branches: branches.map((branch, index) =>
        typeof branch === 'string' && !branchNameProblem(this.#states, original, branch)
          ? this.#branch(branch, `${name}[${index}]`)
          : branch,
      ),
    }
  }

  #branch(start: string, position: string): object {
    const names = new Map(reachedFrom(this.#states, [start]).map((name) => [name, this.#take(name, position)]))
    const rename = (name: string): string => names.get(name) ?? name
    const states = [...names].map(([original, copy]) => {
      const state = this.withBranches(original, copy)
      return [copy, isJsonObject(state) ? mapTargets(state, rename) : state]
    })
    return { startAt: rename(start), states: Object.fromEntries(states) }
  }

  #take(name: string, position: string): string {
    let copy = name
    for (let count = 1; this.#taken.has(copy); count++) copy = `${name} (${position}${count === 1 ? '' : ` ${count}`})`
    this.#taken.add(copy)
    this.origins.set(copy, name)
    return copy
  }
}
