import { beginsAttempt } from '../client/attempt-events.ts'
import type { ExecutionEvent } from '../client/execution-event.ts'
import type { InspectedValue } from '../engine/interpreter/inspect.ts'
import { isJsonObject, type Json } from '../json.ts'
import type { SimulatedAttempt, SimulatedState } from './simulated-state.ts'

/** The records of an execution and of the executions that its Map Runs started. */
export interface RecordedExecution {
  readonly events: readonly ExecutionEvent[]
  readonly inspected: readonly InspectedValue[]
  /** The error and cause with which it ended, if it failed, and the path of the state that failed. */
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly failedPath: Path | undefined
  /** The children of a Map Run in the order of their starts, by its ARN. */
  children(mapRunArn: string): readonly RecordedExecution[]
}

type Path = readonly (string | number)[]

interface Failure {
  readonly error?: string
  readonly cause?: string
}

/** A visit of a state while its events are read. */
interface Visit {
  readonly enteredId: number
  readonly name: string
  readonly type: string
  readonly path: Path
  readonly input: Json
  readonly enteredAt: number
  /** The times at which its attempts began. */
  readonly starts: number[]
  /** The states of the Map Runs that it started. */
  readonly inner: SimulatedState[]
  left?: { readonly id: number; readonly at: number; readonly output: Json }
  next?: string
}

/** The visits of all states in the order of their starts; those of the children of a Map Run follow the state that started it. */
export const readStates = (recorded: RecordedExecution, startDate: number, outer: Path = []): SimulatedState[] => {
  const { events, inspected } = recorded
  const visits: Visit[] = []
  const current = new Map<string, Visit>()
  const byExit = new Map<number, Visit>()
  const at = ({ timestamp }: ExecutionEvent): number => timestamp.getTime() - startDate
  for (const event of events) {
    if (event.path === undefined) continue
    const key = JSON.stringify(event.path)
    if (event.type.endsWith('StateEntered')) {
      const visit = enter(event, outer, at(event))
      visits.push(visit)
      current.set(key, visit)
      const previous = byExit.get(event.previousEventId)
      if (previous) previous.next = visit.name
      continue
    }
    const visit = current.get(key)
    if (!visit) continue
    read(event, visit, at(event))
    if (visit.left) byExit.set(visit.left.id, visit)
    if (event.type === 'MapRunStarted')
      visit.inner.push(...readChildren(recorded, event, { startDate, path: [...outer, ...event.path] }))
  }
  const steps = groupSteps(inspected)
  const last = events.at(-1)
  const end = last ? at(last) : 0
  return visits.flatMap((visit) => [
    toState(visit, steps.get(visit.enteredId) ?? [], { end, recorded }),
    ...visit.inner,
  ])
}

const enter = (
  { id, type, state = '', path = [], details }: ExecutionEvent,
  outer: Path,
  enteredAt: number,
): Visit => ({
  enteredId: id,
  name: state,
  type: type.slice(0, -'StateEntered'.length),
  path: [...outer, ...path],
  input: memberOf(details, 'input') ?? null,
  enteredAt,
  starts: [],
  inner: [],
})

const read = ({ id, type, details }: ExecutionEvent, visit: Visit, at: number): void => {
  if (type.endsWith('StateExited')) visit.left = { id, at, output: memberOf(details, 'output') ?? null }
  else if (beginsAttempt.test(type)) visit.starts.push(at)
}

const memberOf = (details: unknown, name: string): Json | undefined =>
  isJsonObject(details) ? details[name] : undefined

const readChildren = (
  recorded: RecordedExecution,
  { details }: ExecutionEvent,
  { startDate, path }: { startDate: number; path: Path },
): SimulatedState[] => {
  const mapRunArn = memberOf(details, 'mapRunArn')
  if (typeof mapRunArn !== 'string') return []
  return recorded.children(mapRunArn).flatMap((child, index) => readStates(child, startDate, [...path, index]))
}

const groupSteps = (inspected: readonly InspectedValue[]): Map<number, InspectedValue[]> => {
  const groups = new Map<number, InspectedValue[]>()
  for (const value of inspected) {
    const group = groups.get(value.enteredId)
    if (group) group.push(value)
    else groups.set(value.enteredId, [value])
  }
  return groups
}

/** The steps of one attempt. */
interface AttemptSteps extends Failure {
  readonly arguments?: Json
  readonly result?: Json
  readonly retrier?: number
}

/** The decisions of a state after its last attempt. */
type Decisions = Pick<SimulatedState, 'choice' | 'catcher' | 'assigned'>

const toState = (
  visit: Visit,
  steps: readonly InspectedValue[],
  { end, recorded }: { end: number; recorded: RecordedExecution },
): SimulatedState => {
  const attempts = readAttempts(steps).map(
    (attempt, index, { length }): SimulatedAttempt => ({
      ...attempt,
      ...(index === length - 1 && attempt.error === undefined && endOf(visit, recorded)),
      startedAt: visit.starts[index] ?? visit.enteredAt,
    }),
  )
  const { name, type, path, input, enteredAt, left, next } = visit
  const { startedAt: _, retrier: __, ...last } = attempts.at(-1) ?? { startedAt: 0 }
  return {
    name,
    type,
    path,
    input,
    ...last,
    ...(left && { output: left.output }),
    ...readDecisions(steps),
    attempts,
    ...(next !== undefined && { next }),
    enteredAt,
    duration: (left?.at ?? end) - enteredAt,
  }
}

/** The error of a state that cannot be retried, and that failed the execution. */
const endOf = ({ path, left }: Visit, { error, cause, failedPath }: RecordedExecution): Failure => {
  if (left || failedPath === undefined || JSON.stringify(path) !== JSON.stringify(failedPath)) return {}
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}

/** The attempts of a state: each but the last ends with its retrier. */
const readAttempts = (steps: readonly InspectedValue[]): AttemptSteps[] => {
  const attempts: AttemptSteps[] = []
  let current: AttemptSteps = {}
  for (const { step, value } of steps) {
    current = { ...current, ...stepOf(step, value) }
    if (step !== 'retrier') continue
    attempts.push(current)
    current = {}
  }
  return [...attempts, current]
}

const stepOf = (step: InspectedValue['step'], value: Json): AttemptSteps => {
  if (step === 'afterParameters' || step === 'afterArguments') return { arguments: value }
  if (step === 'result') return { result: value }
  if (step === 'retrier') return { retrier: Number(value) }
  return step === 'failure' ? failureOf(value) : {}
}

const failureOf = (value: Json): Failure => {
  const [error, cause] = [memberOf(value, 'Error'), memberOf(value, 'Cause')]
  return { ...(typeof error === 'string' && { error }), ...(typeof cause === 'string' && { cause }) }
}

const readDecisions = (steps: readonly InspectedValue[]): Decisions =>
  Object.assign(
    {},
    ...steps.map(({ step, value }): Decisions => {
      if (step === 'choiceRule') return { choice: value === null ? 'default' : Number(value) }
      if (step === 'catcher') return { catcher: Number(value) }
      return step === 'assigned' && isJsonObject(value) ? { assigned: value } : {}
    }),
  )
