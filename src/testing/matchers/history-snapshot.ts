import type { ExecutionEvent } from '../../client/execution-event.ts'
import { formatPath } from '../../errors.ts'
import type { AnyRun } from './run-check.ts'

const UUID = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** Members of details that are the same in every history. */
const constant: ReadonlySet<string> = new Set(['inputDetails', 'outputDetails', 'assignedVariablesDetails', 'roleArn'])

/**
 * The history of a run as a string that is the same for each equal run: one line for each event, with its state and its details as JSON
 * with sorted keys. Event ids and timestamps are left out. UUIDs, task tokens, and times within the run have a placeholder.
 *
 * @example
 * console.log(historySnapshot(await simulate(echo)))
 */
export const historySnapshot = (run: AnyRun): string => {
  const times = run.history.map(({ timestamp }) => timestamp.getTime())
  const isOfRun = (time: number) => time >= Math.min(...times) && time <= Math.max(...times)
  const mask = (text: string) =>
    text.replace(UUID, '<uuid>').replace(TIME, (time) => (isOfRun(Date.parse(time)) ? '<time>' : time))
  return run.history.map((event) => showEvent(event, mask)).join('\n')
}

const showEvent = ({ type, state, path, details }: ExecutionEvent, mask: (text: string) => string): string => {
  const own = Object.entries(details ?? {}).filter(
    ([key, value]) => !constant.has(key) && !(key === 'name' && value === state),
  )
  const json = JSON.stringify(stable(Object.fromEntries(own), mask))
  return [type, path && formatPath(path), json === '{}' ? undefined : json]
    .filter((part) => part !== undefined)
    .join(' ')
}

const stable = (value: unknown, mask: (text: string) => string): unknown => {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((one) => stable(one, mask))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, /^tasktoken$/i.test(key) ? '<token>' : stable(member, mask)])
  return Object.fromEntries(members)
}
