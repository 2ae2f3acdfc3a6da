import type { JsonObject } from '../../json.ts'
import { languageOfState, type MutableMachine, referencesIn } from '../mutable-machine.ts'
import { type DataUse, dataUseOf, overlaps } from './data-use.ts'

/** A task of a sequence. */
export interface SequencedTask {
  readonly name: string
  readonly state: JsonObject
  readonly use: DataUse
}

/** Tasks in a row that can be reordered by their data. */
export interface TaskSequence {
  readonly tasks: readonly SequencedTask[]
  readonly isJsonata: boolean
}

/**
 * The longest sequences of pure tasks, one directly after the other. Every other state ends a sequence, so that nothing moves past it: a
 * failure must not come before a side effect, or after it.
 */
export const findSequences = (machine: MutableMachine, isPure: (name: string) => boolean): TaskSequence[] => {
  const references = referencesIn(machine)
  const isInside = (name: string): boolean =>
    references.get(name)?.length === 1 && references.get(name)?.[0]?.kind === 'next'
  const taken = new Set<string>()
  const found: TaskSequence[] = []
  const taskAt = (name: string, isJsonata: boolean): SequencedTask | undefined => {
    const state = machine.states.get(name)
    if (state?.Type !== 'Task' || !isPure(name) || taken.has(name)) return undefined
    const use = (languageOfState(state, machine) === 'JSONata') === isJsonata ? dataUseOf(state, isJsonata) : undefined
    return use && { name, state, use }
  }
  for (const start of startsFirst(machine, isInside)) {
    const isJsonata = languageOfState(machine.states.get(start) ?? {}, machine) === 'JSONata'
    const tasks: SequencedTask[] = []
    for (let next = taskAt(start, isJsonata); next; ) {
      tasks.push(next)
      taken.add(next.name)
      const following: unknown = next.state.Next
      const isNext = typeof following === 'string' && isInside(following)
      const candidate = isNext ? taskAt(following, isJsonata) : undefined
      next = candidate && canFollow(tasks, candidate) ? candidate : undefined
    }
    if (tasks.length > 1) found.push({ tasks, isJsonata })
  }
  return found
}

/** The names of all states, those that begin a sequence first. */
const startsFirst = ({ states }: MutableMachine, isInside: (name: string) => boolean): string[] => {
  const isTaskBefore = (name: string): boolean =>
    isInside(name) && [...states.values()].some((state) => state.Type === 'Task' && state.Next === name)
  const names = [...states.keys()]
  return [...names.filter((name) => !isTaskBefore(name)), ...names.filter(isTaskBefore)]
}

/** A task that reads its input can follow only tasks whose output is the input. */
const canFollow = (tasks: readonly SequencedTask[], { use }: SequencedTask): boolean =>
  !use.readsInput || tasks.every((task) => task.use.keepsInput)

/**
 * The stages in which the tasks of a sequence run: each as early as its data allows, the last task in the last stage, because its output is
 * that of the sequence.
 */
export const stagesOf = ({ tasks }: TaskSequence): SequencedTask[][] => {
  const levels: number[] = []
  for (const { use } of tasks) {
    const level = tasks.slice(0, levels.length).reduce((least, before, index) => {
      const own = levels[index] ?? 0
      const isAfter = overlaps(use.reads, before.use.writes) || overlaps(use.writes, before.use.writes)
      if (isAfter) return Math.max(least, own + 1)
      return overlaps(use.writes, before.use.reads) ? Math.max(least, own) : least
    }, 0)
    levels.push(level)
  }
  const last = Math.max(...levels)
  levels[levels.length - 1] = last
  return Array.from({ length: last + 1 }, (_, stage) => tasks.filter((__, index) => levels[index] === stage))
}
