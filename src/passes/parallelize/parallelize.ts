import type { DefinitionArgument } from '../../definition-argument.ts'
import type { JsonObject } from '../../json.ts'
import { assertOptions, functionCheck, type OptionChecks, required, stringsCheck } from '../../options.ts'
import type { Definition } from '../../specs/definition.ts'
import { machinesIn, readMachine } from '../../specs/read-machine.ts'
import type { Asl } from '../../sugar/desugar.ts'
import {
  dropUnreachable,
  entriesOf,
  type MutableMachine,
  mapMachines,
  redirected,
  targetsOfState,
  withNext,
} from '../mutable-machine.ts'
import { namedTasks } from '../named-tasks.ts'
import { rewriteDefinition } from '../rewrite-definition.ts'
import { findSequences, type SequencedTask, stagesOf, type TaskSequence } from './find-stages.ts'
import { jsonataParallel, jsonPathParallel } from './parallel-state.ts'

/** Tasks that run beside each other after the change. */
export interface ParallelMove {
  /** The name of the new Parallel state. */
  readonly parallel: string
  /** The names of its tasks, in the order in which they ran one after the other. */
  readonly tasks: readonly string[]
}

export interface ParallelizeOptions {
  /** The tasks without side effects: resources as the definition writes them (`activity/price`), or names of states. */
  readonly pure: readonly string[]
  /** Called for each new Parallel state. */
  readonly onMove?: ((move: ParallelMove) => void) | undefined
}

const checks: OptionChecks<ParallelizeOptions> = {
  pure: required(stringsCheck('an array of resources or names of states')),
  onMove: functionCheck,
}

/**
 * Returns a definition in which pure tasks that follow each other, and do not read each other's results, run in Parallel states. The data flow
 * decides: variables in JSONata, members of the input in JSONPath. No task moves past a state that is not a pure task, and a task that
 * catches errors stays where it is. The outputs are the same. If several tasks fail, the error can be that of another one.
 *
 * Executions take less time, and have one state transition more for each new Parallel state.
 * @param definition a literal, or ASL.
 * @throws DefinitionError with every error of the definition; TypeError for a wrong option, or a name that no task has.
 *
 * @example
 * const definition = {
 *   queryLanguage: 'JSONata',
 *   startAt: 'stock',
 *   states: {
 *     stock: { type: 'task', resource: 'activity/stock', arguments: {}, assign: { stock: '{% $states.result %}' }, next: 'rate' },
 *     rate: { type: 'task', resource: 'activity/rate', arguments: {}, assign: { rate: '{% $states.result %}' }, end: true },
 *   },
 * } as const
 * parallelize(definition, { pure: ['activity/stock', 'activity/rate'] }).startAt // => 'stock + rate'
 */
export const parallelize = <const D>(definition: DefinitionArgument<D>, options: ParallelizeOptions): Definition => {
  assertOptions<ParallelizeOptions>('options', options, checks)
  const isPure = namedTasks(definition, options.pure, 'options.pure')
  return rewriteDefinition(definition, (asl) => {
    const names = new Set(machinesIn(readMachine(asl)).flatMap(({ states }) => states.map(({ name }) => name)))
    return mapMachines(asl, (machine) => parallelizeMachine(machine, { isPure, names, onMove: options.onMove, asl }))
  })
}

interface Parallelizing {
  readonly isPure: (name: string) => boolean
  /** All names of states, which new ones must not have. */
  readonly names: Set<string>
  readonly onMove: ParallelizeOptions['onMove']
  readonly asl: Asl
}

const parallelizeMachine = (machine: MutableMachine, settings: Parallelizing): void => {
  for (const sequence of findSequences(machine, settings.isPure)) {
    const stages = stagesOf(sequence)
    if (stages.some(({ length }) => length > 1)) replaceSequence(machine, { sequence, stages, settings })
  }
  dropUnreachable(machine)
}

interface Replacement {
  readonly sequence: TaskSequence
  readonly stages: readonly (readonly SequencedTask[])[]
  readonly settings: Parallelizing
}

const replaceSequence = (machine: MutableMachine, { sequence, stages, settings }: Replacement): void => {
  const { tasks, isJsonata } = sequence
  const [first, last] = [tasks[0], tasks.at(-1)]
  if (!first || !last) return
  const { Next: next } = last.state
  let following = next === undefined ? { End: true } : { Next: next }
  const made: [string, JsonObject][] = []
  for (const stage of stages.toReversed()) {
    const [only] = stage
    const name = stage.length > 1 ? nameOf(stage, settings.names) : (only?.name ?? '')
    const state = stage.length > 1 || !only ? parallelOf(stage, { last, isJsonata, machine }) : only.state
    const { Next: _, End: __, ...fields } = state
    made.unshift([name, { ...fields, ...following }])
    following = { Next: name }
    if (stage.length > 1) settings.onMove?.({ parallel: name, tasks: stage.map((task) => task.name) })
  }
  insert(machine, { removed: new Set(tasks.map(({ name }) => name)), first: first.name, made })
}

const parallelOf = (
  tasks: readonly SequencedTask[],
  { last, isJsonata, machine }: { last: SequencedTask; isJsonata: boolean; machine: MutableMachine },
): JsonObject => {
  const stage = { tasks, last: tasks.includes(last) ? last : undefined }
  return isJsonata
    ? { ...(machine.language === 'JSONPath' && { QueryLanguage: 'JSONata' }), ...jsonataParallel(stage) }
    : jsonPathParallel(stage, machine.language === 'JSONata')
}

const LONGEST_NAME = 80

/** A name that no state has: `price + stock`. */
const nameOf = (tasks: readonly SequencedTask[], names: Set<string>): string => {
  const joined = tasks.map(({ name }) => name).join(' + ')
  const base =
    Array.from(joined).length > LONGEST_NAME - 4
      ? `${Array.from(tasks[0]?.name ?? '')
          .slice(0, 60)
          .join('')} + ${tasks.length - 1} more`
      : joined
  let name = base
  for (let count = 2; names.has(name); count++) name = `${base} ${count}`
  names.add(name)
  return name
}

/** Replaces states by others. Transitions to the first of the replaced states lead to the first new one. */
const insert = (
  machine: MutableMachine,
  { removed, first, made }: { removed: ReadonlySet<string>; first: string; made: readonly [string, JsonObject][] },
): void => {
  const [start] = made[0] ?? [first]
  const entries = [...machine.states].flatMap(([name, state]): [string, JsonObject][] =>
    name === first ? [...made] : removed.has(name) ? [] : [[name, state]],
  )
  machine.states.clear()
  for (const [name, state] of entries) machine.states.set(name, leadingTo(state, first, start))
  if (machine.startAt === first) machine.startAt = start
}

/** A state whose transitions to one state lead to another, also those of its catchers. */
const leadingTo = (state: JsonObject, from: string, to: string): JsonObject => {
  if (from === to || !targetsOfState(state).includes(from)) return state
  const moved = redirected(state, from, to)
  return state.Catch === undefined ? moved : { ...moved, Catch: withNext(entriesOf(state.Catch), from, to) }
}
