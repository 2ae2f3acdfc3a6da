import type { FailedState } from '../errors.ts'
import type { Json } from '../json.ts'
import { beginsAttempt } from './attempt-events.ts'
import type { ExecutionEvent } from './execution-event.ts'

type Path = readonly (string | number)[]

/** A state that has been entered and not left. */
interface OpenState {
  readonly path: Path
  readonly input: Json
  starts: number
  evaluationFailures: number
}

/** These events follow the event of the branch or iteration that made the Parallel or Map state fail. */
const propagating = /^(Parallel|Map)StateFailed$/

/**
 * Finds the state in which an execution ended without success, from all events of its history: the state that failed, or, if the
 * execution was aborted or timed out, the state that was entered last and not left.
 */
export const findFailedState = async (events: AsyncIterable<ExecutionEvent>): Promise<FailedState | undefined> => {
  const search = new FailedStateSearch()
  for await (const event of events) search.read(event)
  return search.found
}

/** The same search, event by event. */
export class FailedStateSearch {
  readonly #open = new Map<string, OpenState>()
  readonly #causes = new Map<number, Path>()
  #failed: Path | undefined

  /** To be called with each event, in their order. */
  read(event: ExecutionEvent): void {
    const { id, previousEventId, type, path } = event
    if (type === 'ExecutionFailed') this.#failed = this.#causes.get(previousEventId)
    if (type === 'ExecutionRedriven') resetAttempts(this.#open)
    if (path === undefined) return
    const cause = propagating.test(type) ? this.#causes.get(previousEventId) : undefined
    this.#causes.set(id, cause && isInside(path, cause) ? cause : path)
    track(this.#open, event, path)
  }

  /** The state that was found, after the last event. */
  get found(): FailedState | undefined {
    const state = this.#failed ? this.#open.get(keyOf(this.#failed)) : Array.from(this.#open.values()).at(-1)
    return state && toFailedState(state)
  }
}

const track = (open: Map<string, OpenState>, { type, details }: ExecutionEvent, path: Path): void => {
  const key = keyOf(path)
  if (type.endsWith('StateEntered')) {
    const { input = null } = (details ?? {}) as { readonly input?: Json }
    open.delete(key)
    open.set(key, { path, input, starts: 0, evaluationFailures: 0 })
  }
  if (type.endsWith('StateExited')) closeStates(open, path)
  const state = open.get(key)
  if (state && beginsAttempt.test(type)) state.starts++
  if (state && type === 'EvaluationFailed') state.evaluationFailures++
}

/** A redrive attempts the states that have not been left as if they had been entered again. */
const resetAttempts = (open: Map<string, OpenState>): void => {
  for (const state of open.values()) {
    state.starts = 0
    state.evaluationFailures = 0
  }
}

const keyOf = (path: Path): string => JSON.stringify(path)

/** A state that catches a failure is left, and with it the states inside it that failed. */
const closeStates = (open: Map<string, OpenState>, path: Path): void => {
  for (const [key, state] of open) if (isInside(path, state.path)) open.delete(key)
}

const isInside = (outer: Path, path: Path): boolean => outer.every((key, index) => key === path[index])

const toFailedState = ({ path, input, starts, evaluationFailures }: OpenState): FailedState => ({
  path,
  input,
  attempts: Math.max(1, starts, evaluationFailures),
})
