import type { Definition } from '../specs/definition.ts'
import { activityOf } from './activities.ts'
import { mapLiteralStates } from './literal-states.ts'
import { toLiteral } from './to-literal.ts'

/** A definition as a literal with its activities renamed, including those in branches and item processors. */
export const renameActivities = (definition: unknown, rename: (activity: string) => string): Definition =>
  mapLiteralStates(toLiteral(definition), (state) => {
    const activity = activityOf(state)?.activity
    return activity === undefined ? state : { ...state, resource: rename(activity) }
  }) as Definition
