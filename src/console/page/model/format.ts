import { parseArn, stateMachineArn } from '../../../arn.ts'
import { showDuration } from '../../../show-duration.ts'

const pad = (value: number, length = 2): string => String(value).padStart(length, '0')

/** A time of the day in the user's time zone, with milliseconds. */
export const showTime = (ms: number): string => {
  const date = new Date(ms)
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`
}

/** A date and time in the user's time zone: `2026-01-31 13:05:09`. */
export const showDate = (seconds: number): string => {
  const date = new Date(seconds * 1000)
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day} ${showTime(seconds * 1000).slice(0, 8)}`
}

/** The time between two dates in seconds. */
export const showSpan = (startSeconds: number, endSeconds: number): string =>
  showDuration(Math.max(0, (endSeconds - startSeconds) * 1000))

/** A number of characters: `812 B`, `3.1 KB`. */
export const showSize = (length: number): string =>
  length < 1000
    ? `${length} B`
    : length < 1_000_000
      ? `${(length / 1000).toFixed(1)} KB`
      : `${(length / 1e6).toFixed(1)} MB`

/** A path for people: `each[2] › Ship the order`. */
export const showPath = (path: readonly (string | number)[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? ' › ' : ''}${key}`)).join('')

/** The last part of an ARN: a name. */
export const nameInArn = (arn: string): string => parseArn(arn)?.resource.slice(1).join(':') || arn

/** The name of an execution, from its ARN. */
export const executionName = (executionArn: string): string =>
  parseArn(executionArn)?.resource.slice(2).join(':') ?? executionArn

/** The ARN of the state machine of an execution; empty if it is not the ARN of one. */
export const machineArnOfExecution = (executionArn: string): string => {
  const arn = parseArn(executionArn)
  // A child execution of a Map Run has the label of the Map state after the name of its state machine.
  const [name = ''] = arn?.resource[1]?.split('/') ?? []
  return arn ? stateMachineArn(arn, name) : ''
}

/** Parses JSON; a string that is not JSON stays as it is. */
export const parseOrKeep = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
