import { isJsonObject, type JsonObject } from '../json.ts'

/** True if a branch or processor of a literal is written as a single state, without `startAt` and `states`. */
export const isSingleState = (machine: unknown): machine is JsonObject =>
  isJsonObject(machine) && Object.hasOwn(machine, 'type') && !Object.hasOwn(machine, 'states')
