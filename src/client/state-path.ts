/** The state that a history event belongs to, and the Parallel and Map states around it. */
export interface StatePath {
  readonly state: string
  /** The type of the state as event types begin: `Task`, `Parallel`. */
  readonly stateType: string
  readonly outer: StatePath | undefined
  /** The index of the iteration of the Map state around it. */
  readonly iteration: number | undefined
}

/** The fields of a history event that determine its state path. */
export interface EventLink {
  readonly id: number
  readonly previousEventId: number
  readonly type: string
  /** The state's name, if the event's details have one. */
  readonly name: string | undefined
  /** The index of an iteration, if the event's details have one. */
  readonly iteration?: number | undefined
}

interface ReadEvent {
  readonly type: string
  readonly path: StatePath | undefined
  readonly iteration: number | undefined
}

const origin: ReadEvent = { type: '', path: undefined, iteration: undefined }

/** A state that is entered after one of these events is inside of the Parallel or Map state. */
const opening = /^(ParallelStateStarted|MapStateStarted|MapIterationStarted)$/

/** These events can follow an event of a branch or an iteration, but belong to the Parallel or Map state itself: `Started` if it is a retry. */
const closing = /^(Parallel|Map)State(?:Started|Succeeded|Failed|Aborted)$/

/** After one of these events, the state that it belongs to is over. */
const ending = /StateExited$|^(Parallel|Map)State(Failed|Aborted)$/

/**
 * Creates a function that returns the state path of each event of one history, which it must get in their order. It returns
 * `undefined` for the events of the execution itself.
 */
export const createStatePathReader = (): ((event: EventLink) => StatePath | undefined) => {
  const events = new Map<number, ReadEvent>()
  /** AWS links an EvaluationFailed to the event before its state was entered, so it has the link of that event. */
  const entered = new Map<string, StatePath>()
  return (event) => {
    const { id, previousEventId, type, name, iteration } = event
    const link = JSON.stringify([previousEventId, name])
    const previous = events.get(previousEventId) ?? origin
    const path = pathAfter(event, previous) ?? entered.get(link)
    if (path && type.endsWith('StateEntered')) entered.set(link, path)
    events.set(id, { type, path, iteration })
    return type.startsWith('Execution') ? undefined : path
  }
}

const pathAfter = ({ type, name }: EventLink, previous: ReadEvent): StatePath | undefined => {
  const { path } = previous
  if (name !== undefined && type.endsWith('StateEntered')) {
    const stateType = type.slice(0, -'StateEntered'.length)
    return opening.test(previous.type)
      ? { state: name, stateType, outer: path, iteration: previous.iteration }
      : { state: name, stateType, outer: path?.outer, iteration: path?.iteration }
  }
  if (name !== undefined) return outwardTo(path, ({ state }) => state === name)
  const containerType = closing.exec(type)?.[1]
  if (containerType === undefined) return path
  return outwardTo(ending.test(previous.type) ? path?.outer : path, ({ stateType }) => stateType === containerType)
}

const outwardTo = (path: StatePath | undefined, fits: (path: StatePath) => boolean): StatePath | undefined =>
  path === undefined || fits(path) ? path : outwardTo(path.outer, fits)
