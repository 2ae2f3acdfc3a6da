import { parseResource } from '../specs/parse-resource.ts'
import { mapLiteralStates } from './literal-states.ts'

/** A copy of a literal with its activities renamed, including those in branches and item processors. */
export const renameActivities = <D>(definition: D, rename: (activity: string) => string): D =>
  mapLiteralStates(definition, (state) => {
    if (state.type !== 'task' || typeof state.resource !== 'string') return state
    const parsed = parseResource(state.resource)
    return parsed.kind === 'activity' ? { ...state, resource: rename(parsed.name) } : state
  }) as D
