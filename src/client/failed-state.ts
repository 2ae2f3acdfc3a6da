import type { FailedState } from '../errors.ts'
import type { Json } from '../json.ts'
import type { ExecutionEvent } from './execution-event.ts'

type Path = readonly (string | number)[]

/** A state that has been entered and not left. */
interface OpenState {
  readonly path: Path
  readonly input: Json
  starts: number
  evaluationFailures: number
}

/** With one of these events, an attempt of a state begins. */
const starting = /Scheduled$|^(Parallel|Map)StateStarted$/

/** These events follow the event of the branch or iteration that made the Parallel or Map state fail. */
const propagating = /^(Parallel|Map)StateFailed$/

/**
 * Finds the state in which an execution ended without success, from all events of its history: the state that failed, or, if the
 * execution was aborted or timed out, the state that was entered last and not left.
 */
export const findFailedState = async (events: AsyncIterable<ExecutionEvent>): Promise<FailedState | undefined> => {
  const open = new Map<string, OpenState>()
  const causes = new Map<number, Path>()
  let failed: Path | undefined
  for await (const event of events) {
    const { id, previousEventId, type, path } = event
    if (type === 'ExecutionFailed') failed = causes.get(previousEventId)
    if (type === 'ExecutionRedriven') resetAttempts(open)
    if (path === undefined) continue
    const cause = propagating.test(type) ? causes.get(previousEventId) : undefined
    causes.set(id, cause && isInside(path, cause) ? cause : path)
    track(open, event, path)
  }
  const state = failed ? open.get(keyOf(failed)) : Array.from(open.values()).at(-1)
  return state && toFailedState(state)
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
  if (state && starting.test(type)) state.starts++
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
