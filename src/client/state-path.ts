/** The state that a history event belongs to, and the Parallel and Map states around it. */
export interface StatePath {
  readonly state: string
  readonly outer: StatePath | undefined
}

/** The fields of a history event that determine its state path. */
export interface EventLink {
  readonly id: number
  readonly previousEventId: number
  readonly type: string
  /** The state's name, if the event's details have one. */
  readonly name: string | undefined
}

/** A state that is entered after one of these events is inside of the Parallel or Map state. */
const opening = /^(ParallelStateStarted|MapStateStarted|MapIterationStarted)$/

/** These events follow an event of a branch or an iteration, but belong to the Parallel or Map state itself. */
const closing = /^(Parallel|Map)State(Succeeded|Failed|Aborted)$/

/**
 * Creates a function that returns the state path of each event of one history, which it must get in their order. It returns
 * `undefined` for the events of the execution itself.
 */
export const createStatePathReader = (): ((event: EventLink) => StatePath | undefined) => {
  const events = new Map<number, { readonly path: StatePath | undefined; readonly type: string }>()
  return (event) => {
    const previous = events.get(event.previousEventId) ?? { path: undefined, type: '' }
    const path = pathAfter(event, previous.path, previous.type)
    events.set(event.id, { path, type: event.type })
    return event.type.startsWith('Execution') ? undefined : path
  }
}

const pathAfter = (
  { type, name }: EventLink,
  previous: StatePath | undefined,
  previousType: string,
): StatePath | undefined => {
  if (name !== undefined && type.endsWith('StateEntered')) {
    return { state: name, outer: opening.test(previousType) ? previous : previous?.outer }
  }
  if (name !== undefined) return outwardTo(name, previous)
  return closing.test(type) && !belongsToContainer(previousType) ? previous?.outer : previous
}

/** Returns whether an event belongs to a Parallel or Map state itself: the closing event after it has the same path. */
const belongsToContainer = (type: string): boolean => opening.test(type) || /^Map(Iteration|Run)/.test(type)

const outwardTo = (name: string, path: StatePath | undefined): StatePath | undefined =>
  path === undefined || path.state === name ? path : outwardTo(name, path.outer)
