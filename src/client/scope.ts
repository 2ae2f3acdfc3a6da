/** Where in a machine an event belongs: a state, and the Parallel or Map states around it. */
export interface Scope {
  readonly state: string
  readonly outer: Scope | undefined
}

/** What of an event tells where it belongs. */
export interface Located {
  readonly id: number
  readonly previousEventId: number
  readonly type: string
  /** The state that the event's details name. */
  readonly name: string | undefined
}

/** After these, states are entered one step further in. */
const opening = /^(ParallelStateStarted|MapStateStarted|MapIterationStarted)$/

/** These follow an event of a branch or an iteration, but are the Parallel's or Map's own. */
const closing = /^(Parallel|Map)State(Succeeded|Failed|Aborted)$/

/** A function that finds the scope of each event of one history, read in their order; `undefined` for those of the execution. */
export const scopeReader = (): ((event: Located) => Scope | undefined) => {
  const scopes = new Map<number, { readonly scope: Scope | undefined; readonly type: string }>()
  return (event) => {
    const previous = scopes.get(event.previousEventId) ?? { scope: undefined, type: '' }
    const scope = follow(event, previous.scope, previous.type)
    scopes.set(event.id, { scope, type: event.type })
    return event.type.startsWith('Execution') ? undefined : scope
  }
}

const follow = ({ type, name }: Located, previous: Scope | undefined, previousType: string): Scope | undefined => {
  if (name !== undefined && type.endsWith('StateEntered')) {
    return { state: name, outer: opening.test(previousType) ? previous : previous?.outer }
  }
  if (name !== undefined) return outwardTo(name, previous)
  return closing.test(type) && !isOwn(previousType) ? previous?.outer : previous
}

/** Whether an event is a Parallel's or Map's own, so that what closes the state stays where it is. */
const isOwn = (type: string): boolean => opening.test(type) || /^Map(Iteration|Run)/.test(type)

const outwardTo = (name: string, scope: Scope | undefined): Scope | undefined =>
  scope === undefined || scope.state === name ? scope : outwardTo(name, scope.outer)
