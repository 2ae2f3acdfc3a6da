import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { ownValue } from '../../../specs/value-at-path.ts'
import type { Run } from './run.ts'
import type { StateVisit } from './state-visit.ts'

/** The data of a visit, as far as the events contain it. */
export interface VisitData {
  readonly input?: Json | undefined
  /** The input of the last attempt's work. */
  readonly arguments?: Json | undefined
  /** The result of the last attempt's work. */
  readonly result?: Json | undefined
  readonly output?: Json | undefined
  readonly variablesBefore: JsonObject
  readonly assigned: JsonObject
}

/** Reads the data of a visit from its events. */
export const visitData = (run: Run, visit: StateVisit): VisitData => {
  const member = (id: number | undefined, name: string): Json | undefined => {
    const details = id === undefined ? undefined : run.event(id)?.details
    // The folder's one cast: the event reader has parsed the payloads.
    return ownValue(details, name) as Json | undefined
  }
  const last = (pattern: RegExp): number | undefined =>
    visit.eventIds.findLast((id) => pattern.test(run.event(id)?.type ?? ''))
  const scheduled = last(/Scheduled$/)
  const succeeded = last(/^(Task|Activity|LambdaFunction)Succeeded$/) ?? last(/^TaskSubmitted$/)
  return {
    input: member(visit.id, 'input'),
    arguments: member(scheduled, 'parameters') ?? member(scheduled, 'input'),
    result: member(succeeded, 'output'),
    output: member(visit.exitId, 'output'),
    variablesBefore: variablesBefore(run, visit),
    assigned: assignedBy(run, visit),
  }
}

/** The variables that a visit assigned. */
const assignedBy = (run: Run, { exitId }: StateVisit): JsonObject => {
  const assigned = exitId === undefined ? undefined : ownValue(run.event(exitId)?.details, 'assignedVariables')
  if (!isJsonObject(assigned)) return {}
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, parsed(value)]))
}

const parsed = (value: Json): Json => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** The variables of the states before a visit in its sequence, and of those before the states around it. */
const variablesBefore = (run: Run, visit: StateVisit): JsonObject => {
  const before: StateVisit[] = []
  for (let at: StateVisit | undefined = visit; at; at = at.previous ?? at.parent)
    if (at.previous) before.push(at.previous)
  return Object.assign({}, ...before.reverse().map((one) => assignedBy(run, one)))
}
