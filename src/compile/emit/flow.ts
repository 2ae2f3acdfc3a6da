import { type AssignStep, type ProgramStep, successorsOf } from '../steps.ts'
import { isRead } from './assigned.ts'
import { contextOf, type Inference, valueCode } from './infer-types.ts'

/** The step itself, or the first step after it that has an effect: steps that only store values that nothing reads are skipped. */
export const skipIdle = (inference: Inference, given: ProgramStep): ProgramStep => {
  const seen = new Set<ProgramStep>()
  let step = given
  while (step.kind === 'assign' && !seen.has(step) && isKnownIdle(inference, step)) {
    seen.add(step)
    step = step.next
  }
  return step
}

const isKnownIdle = (inference: Inference, step: AssignStep): boolean => {
  const known = inference.idle.get(step) ?? isIdle(inference, step)
  inference.idle.set(step, known)
  return known
}

const isIdle = (inference: Inference, step: AssignStep): boolean =>
  step.assignments.every(({ variable, value }) => {
    if (value.kind === 'unset') return !variable.isBoxed
    if (isRead(inference, variable) || !inference.before.has(step)) return false
    return variable.isError || !valueCode(contextOf(inference, step), value).fails
  })

/** The number of ways that lead to each step from a start. */
export const countPredecessors = (inference: Inference, start: ProgramStep): ReadonlyMap<ProgramStep, number> => {
  const counts = new Map<ProgramStep, number>()
  const count = (step: ProgramStep): void => {
    const known = counts.get(step) ?? 0
    counts.set(step, known + 1)
    if (known > 0) return
    for (const next of successorsOf(step)) count(skipIdle(inference, next))
  }
  count(start)
  return counts
}

/** True if a catcher matches TypeErrors, such as the one of a function that destructures null. */
export const catchesTypeErrors = ({ names }: ProgramStep['catchers'][number]): boolean =>
  names?.includes('TypeError') ?? true

export const isNested = (step: ProgramStep): boolean => step.kind === 'parallel' || step.kind === 'map'
