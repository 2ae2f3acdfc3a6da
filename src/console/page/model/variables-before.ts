import type { JsonObject } from '../../../json.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'

/** The variables with which a visit begins: those that the states before it in its sequence assigned, and those of the states around it. */
export const variablesBefore = (state: TimelineState): JsonObject => {
  const assigned: JsonObject[] = []
  for (let at: TimelineState | undefined = state; at; at = at.sequence.owner?.state) {
    const { states } = at.sequence
    const before = states.slice(0, states.indexOf(at)).reverse()
    assigned.push(...before.map((one) => one.assigned ?? {}))
  }
  // `Object.assign` would set the prototype for a variable `__proto__`.
  return Object.fromEntries(assigned.reverse().flatMap((one) => Object.entries(one)))
}
