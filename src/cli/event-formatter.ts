import type { ExecutionEvent } from '../client/execution-event.ts'
import { showDuration } from '../show-duration.ts'
import { showFailure } from '../show-failure.ts'
import { withoutControls } from '../without-controls.ts'
import type { Io } from './io.ts'
import { fitText } from './terminal-text.ts'

/**
 * Creates a function that formats the events of one history, which it must get in their order, as one line each. It returns
 * `undefined` for events that are not shown. Events of a branch or an iteration are indented.
 */
export const createEventFormatter = (io: Io): ((event: ExecutionEvent) => string | undefined) => {
  let start: number | undefined
  return (event) => {
    start ??= event.timestamp.getTime()
    const formatted = formatEvent(event, io)
    if (!formatted) return undefined
    const time = io.colors.dim(showDuration(event.timestamp.getTime() - start).padStart(9))
    const depth = event.path?.filter((key) => typeof key === 'string').length ?? 1
    return line([`${time}  ${'  '.repeat(depth - 1)}${formatted.head}`, formatted.tail], io)
  }
}

interface FormattedEvent {
  readonly head: string
  /** A payload or an error, which is cut to the width of the terminal. */
  readonly tail: string
}

const formatEvent = (
  { type, state: name = '', details }: ExecutionEvent,
  { colors }: Io,
): FormattedEvent | undefined => {
  const state = withoutControls(name)
  const { input, output, error, cause, index } = (details ?? {}) as Record<string, unknown>
  if (type.endsWith('StateEntered')) return { head: `${colors.cyan('→')} ${state}`, tail: show(input) }
  if (type.endsWith('StateExited')) return { head: `${colors.green('←')} ${state}`, tail: show(output) }
  if (type === 'MapIterationStarted') return { head: `${colors.cyan('#')} ${state} ${index}`, tail: '' }
  const isFailure = /(Failed|TimedOut)$/.test(type) && !type.startsWith('Execution') && error !== undefined
  return isFailure ? { head: `${colors.red('✗')} ${state}`, tail: showFailure(error, cause) } : undefined
}

const show = (payload: unknown): string => (payload === undefined ? '' : JSON.stringify(payload))

const line = ([head, tail]: readonly [string, string], { colors, columns }: Io): string => {
  if (tail === '') return head
  const width = Math.max(20, columns - visibleLength(head) - 2)
  return `${head}  ${colors.dim(fitText(tail, width))}`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours begin with one
const visibleLength = (text: string): number => text.replaceAll(/\u001b\[\d+m/g, '').length
