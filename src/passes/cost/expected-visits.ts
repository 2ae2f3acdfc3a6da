import { isJsonObject } from '../../json.ts'
import { expectedOneOf } from '../../options.ts'
import { isDistributed, type MachineNode, readMachine, type StateNode } from '../../specs/read-machine.ts'
import type { Asl } from '../../sugar/desugar.ts'

/** The probabilities, from 0 to 1, with which states lead to others: by the name of the state, then by the name of the next one. */
export type TransitionProbabilities = Readonly<Record<string, Readonly<Record<string, number>>>>

/** The rates that determine the number of visits. */
export interface VisitRates {
  readonly probabilities: TransitionProbabilities
  /** The number of items of each Map state. */
  readonly items: Readonly<Record<string, number>>
}

/**
 * The expected number of visits of all states in one execution. The part of a state's probability that is not given goes to its `next`, its
 * `default` or its end, so that errors are caught only with the given probabilities.
 * @throws TypeError if a name is wrong, if probabilities are more than 1, or if the number of items of a Map state is missing; RangeError if
 * a loop does not end.
 */
export const expectedVisits = (asl: Asl, options: VisitRates): number => {
  const machine = readMachine(asl)
  assertNames(machine, options)
  return visitsOf(machine, options)
}

const allStates = ({ states }: MachineNode): StateNode[] =>
  states.flatMap((state) => [state, ...state.machines.flatMap(allStates)])

const assertNames = (machine: MachineNode, { probabilities, items }: VisitRates): void => {
  const states = new Map(allStates(machine).map((state) => [state.name, state]))
  for (const [name, targets] of Object.entries(probabilities)) {
    const state = states.get(name)
    if (!state) throw unknownName('options.probabilities', name, [...states.keys()])
    const names = state.targets.map((target) => target.name)
    if (!isJsonObject(targets)) throw wrongProbabilities(name)
    for (const target of Object.keys(targets))
      if (!names.includes(target)) throw unknownName(`options.probabilities.${name}`, target, names)
    const values = Object.values(targets)
    const areNumbers = values.every((value) => typeof value === 'number' && value >= 0)
    if (!areNumbers || values.reduce((sum, value) => sum + value, 0) > 1 + 1e-9) throw wrongProbabilities(name)
  }
  const maps = [...states.values()].filter(({ fields }) => fields.Type === 'Map').map(({ name }) => name)
  for (const [name, count] of Object.entries(items)) {
    if (!maps.includes(name)) throw unknownName('options.items', name, maps)
    if (typeof count !== 'number' || !(count >= 0)) throw new TypeError(`options.items.${name} must be a number from 0`)
  }
}

const wrongProbabilities = (name: string): TypeError =>
  new TypeError(`options.probabilities.${name} must be numbers from 0 that add up to at most 1`)

const unknownName = (label: string, name: string, names: readonly string[]): TypeError =>
  new TypeError(`no state named ${JSON.stringify(name)} in ${label}; ${expectedOneOf(name, names)}`)

/** The visits of a machine's states solve linear equations: those of a state are the sum over the states that lead to it. */
const visitsOf = ({ fields, states }: MachineNode, options: VisitRates): number => {
  const indexes = new Map(states.map(({ name }, index) => [name, index]))
  const rows = states.map((_, row) => states.map((__, column): number => (row === column ? 1 : 0)))
  const start = states.map(({ name }): number => (name === fields.StartAt ? 1 : 0))
  for (const [column, state] of states.entries())
    for (const [target, probability] of transitionsOf(state, options.probabilities)) {
      const row = rows[indexes.get(target) ?? -1]
      if (row) row[column] = (row[column] ?? 0) - probability
    }
  const visits = solve(rows, start)
  return states.reduce((sum, state, index) => sum + (visits[index] ?? 0) * transitionsInside(state, options), 0)
}

const transitionsOf = (
  { name, targets, fields }: StateNode,
  probabilities: TransitionProbabilities,
): ReadonlyMap<string, number> => {
  const given = Object.hasOwn(probabilities, name) ? (probabilities[name] ?? {}) : {}
  const found = new Map(Object.entries(given))
  const rest = 1 - [...found.values()].reduce((sum, value) => sum + value, 0)
  const otherwise = fields.Next ?? fields.Default ?? (fields.Type === 'Choice' ? targets.at(-1)?.name : undefined)
  if (typeof otherwise === 'string') found.set(otherwise, (found.get(otherwise) ?? 0) + Math.max(0, rest))
  return found
}

/** The transitions of one visit of a state: its own, and those inside it. */
const transitionsInside = ({ name, fields, machines }: StateNode, options: VisitRates): number => {
  const inside = machines.reduce((sum, machine) => sum + visitsOf(machine, options), 0)
  if (fields.Type !== 'Map') return 1 + inside
  const items = Object.hasOwn(options.items, name) ? options.items[name] : undefined
  if (items === undefined)
    throw new TypeError(`options.items has no number of items of the Map state ${JSON.stringify(name)}`)
  return 1 + (hasExpressChildren(machines) ? 0 : items * inside)
}

/** True for the machines of a Map state whose child executions are of the type EXPRESS. */
export const hasExpressChildren = (machines: readonly MachineNode[]): boolean =>
  machines.some(
    (machine) => isDistributed(machine) && Object(machine.fields.ProcessorConfig).ExecutionType === 'EXPRESS',
  )

/** Solves linear equations (Gaussian elimination with pivoting). */
const solve = (rows: number[][], right: number[]): number[] => {
  const size = right.length
  for (let column = 0; column < size; column++) {
    const pivot = pivotOf(rows, column)
    swap(rows, column, pivot)
    swap(right, column, pivot)
    const [row = [], divisor] = [rows[column], rows[column]?.[column] ?? 0]
    if (Math.abs(divisor) < 1e-12)
      throw new RangeError(
        'the states lead back to themselves with the probability 1: options.probabilities must let loops end',
      )
    for (let other = 0; other < size; other++) {
      const factor = other === column ? 0 : (rows[other]?.[column] ?? 0) / divisor
      if (factor === 0) continue
      rows[other] = (rows[other] ?? []).map((value, index) => value - factor * (row[index] ?? 0))
      right[other] = (right[other] ?? 0) - factor * (right[column] ?? 0)
    }
  }
  return right.map((value, index) => value / (rows[index]?.[index] ?? 1))
}

const pivotOf = (rows: readonly number[][], column: number): number => {
  let best = column
  for (let row = column + 1; row < rows.length; row++)
    if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = row
  return best
}

const swap = <T>(list: T[], one: number, other: number): void => {
  const [first, second] = [list[one], list[other]]
  if (first === undefined || second === undefined) return
  list[one] = second
  list[other] = first
}
