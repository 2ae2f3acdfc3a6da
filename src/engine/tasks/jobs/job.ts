import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'

/** A job that a task starts and waits for (`.sync`). Requests and responses have the names of the API, in Pascal case. */
export interface Job {
  /** The service and action of the SDK that describe the job: `glue:getJobRun`. */
  readonly describe: string
  /** The request that describes the job. */
  readonly request: (started: StartedJob) => JsonObject
  /** The status in the description. */
  readonly status: (described: JsonObject) => Json | undefined
  readonly succeeded: readonly string[]
  readonly failed: readonly string[]
  /** The task's result, and the cause if it fails. Default: the description. */
  readonly result?: (described: JsonObject, started: StartedJob) => JsonObject
  /** The service and action that stop the job, and their request; absent if Step Functions leaves it running. */
  readonly stop?: { readonly call: string; readonly request: (started: StartedJob) => JsonObject }
  /** True if the job has succeeded when what it describes does not exist any more. */
  readonly endsWithAbsence?: true
}

/** The parameters of the task, and the response of the call that started its job. */
export interface StartedJob {
  readonly parameters: JsonObject
  readonly response: JsonObject
}

/** The value at a path of member names and indices; `null` if there is none. */
export const valueAt = (value: Json | undefined, ...path: readonly (string | number)[]): Json =>
  path.reduce<Json>((at, key) => {
    if (typeof key === 'number') return Array.isArray(at) ? (at[key] ?? null) : null
    return isJsonObject(at) && Object.hasOwn(at, key) ? (at[key] ?? null) : null
  }, value ?? null)

/** The object at a path; empty if there is none. */
export const objectAt = (value: Json | undefined, ...path: readonly (string | number)[]): JsonObject => {
  const found = valueAt(value, ...path)
  return isJsonObject(found) ? found : {}
}

/** Copies members: `pick(response, 'JobId')`. A member may have another name in the copy: `pick(response, ['RunId', 'JobRunId'])`. */
export const pick = (
  from: JsonObject,
  ...names: readonly (string | readonly [to: string, from: string])[]
): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const [to, source] = typeof name === 'string' ? [name, name] : name
      const value = from[source]
      return value === undefined ? [] : [[to, value]]
    }),
  )
