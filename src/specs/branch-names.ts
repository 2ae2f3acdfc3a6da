import type { Issue } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import { toAslKey } from './asl-key.ts'
import { type DefinitionPath, SCHEMA } from './finding.ts'
import { ownValue } from './value-at-path.ts'

type Rename = (name: string) => string

/** A copy of a state with the names of its targets mapped. They are written in camelCase or as ASL. */
export const mapTargets = (state: JsonObject, rename: Rename): JsonObject =>
  Object.fromEntries(
    Object.entries(state).map(([key, value]) => {
      const aslKey = toAslKey(key)
      if ((aslKey === 'Next' || aslKey === 'Default') && typeof value === 'string') return [key, rename(value)]
      if (aslKey !== 'Catch' && aslKey !== 'Choices') return [key, value]
      const mapOne = (one: unknown): unknown => (isJsonObject(one) ? mapTargets(one, rename) : one)
      return [key, Array.isArray(value) ? value.map(mapOne) : mapOne(value)]
    }),
  ) as JsonObject

const targetsOf = (state: unknown): string[] => {
  const targets: string[] = []
  if (isJsonObject(state))
    mapTargets(state, (name) => {
      targets.push(name)
      return name
    })
  return targets
}

/** The branches of a state that are names of other states, with their indices. */
export const namedBranchesOf = (state: unknown): { readonly index: number; readonly name: string }[] => {
  const branches = ownValue(state, 'branches')
  if (!Array.isArray(branches)) return []
  return branches.flatMap((name, index) => (typeof name === 'string' ? [{ index, name }] : []))
}

/** The names of the states that transitions can reach from some states, in the order of the definition. */
export const reachedFrom = (states: JsonObject, starts: readonly string[]): string[] => {
  const reached = new Set(starts)
  // The set grows while it is visited, so that the targets of targets are visited too.
  for (const name of reached) for (const target of targetsOf(ownValue(states, name))) reached.add(target)
  return Object.keys(states).filter((name) => reached.has(name))
}

/** The names of the states that a branch runs, with those that the branches in it run. */
const runBy = (states: JsonObject, start: string): ReadonlySet<string> => {
  const run = new Set<string>()
  const visit = (name: string): void => {
    for (const reached of reachedFrom(states, [name])) {
      if (run.has(reached)) continue
      run.add(reached)
      for (const branch of namedBranchesOf(ownValue(states, reached))) visit(branch.name)
    }
  }
  visit(start)
  return run
}

/** The problem of a branch that names a state, if there is one. */
export const branchNameProblem = (
  states: JsonObject,
  owner: string,
  branch: string,
): Pick<Issue, 'message' | 'hint'> | undefined => {
  if (!Object.hasOwn(states, branch))
    return { message: `no state named ${JSON.stringify(branch)}`, ...nearest(branch, Object.keys(states)) }
  if (!runBy(states, branch).has(owner)) return undefined
  return {
    message: `the branch ${JSON.stringify(branch)} leads back to ${JSON.stringify(owner)}, which would run itself`,
  }
}

/** The problems of the branches of a literal that name states, at any depth. */
export const branchNameIssues = (machine: unknown, path: DefinitionPath = []): Issue[] => {
  const states = ownValue(machine, 'states')
  if (!isJsonObject(states)) return []
  return Object.entries(states).flatMap(([name, state]) => {
    const own = namedBranchesOf(state).flatMap(({ index, name: branch }): Issue[] => {
      const problem = branchNameProblem(states, name, branch)
      const at = [...path, 'states', name, 'branches', index]
      return problem ? [{ path: at, code: SCHEMA, severity: 'error', ...problem }] : []
    })
    return [
      ...own,
      ...nestedMachines(state).flatMap(([inner, at]) => branchNameIssues(inner, [...path, 'states', name, ...at])),
    ]
  })
}

const nestedMachines = (state: unknown): [unknown, DefinitionPath][] => {
  const branches = ownValue(state, 'branches')
  const processors = ['itemProcessor', 'iterator'].map((key): [unknown, DefinitionPath] => [
    ownValue(state, key),
    [key],
  ])
  const list = Array.isArray(branches) ? branches : []
  return [...list.map((branch, index): [unknown, DefinitionPath] => [branch, ['branches', index]]), ...processors]
}
