import type { ExecutionEvent } from '../client/events.ts'
import { showFailure } from '../show-failure.ts'
import { showDuration } from './duration.ts'
import type { Io } from './io.ts'

/**
 * A function that turns the events of a history, in their order, into lines that follow the states; `undefined` for the rest.
 * What happens in a branch or an iteration stands one step to the right of its state.
 */
export const createTrace = (io: Io): ((event: ExecutionEvent) => string | undefined) => {
  let start: number | undefined
  return (event) => {
    start ??= event.timestamp.getTime()
    const entry = entryOf(event, io)
    if (!entry) return undefined
    const time = io.colors.dim(showDuration(event.timestamp.getTime() - start).padStart(9))
    return line([`${time}  ${'  '.repeat(event.within?.length ?? 0)}${entry.head}`, entry.tail], io)
  }
}

interface Entry {
  readonly head: string
  readonly tail: string
}

const entryOf = ({ type, state, details }: ExecutionEvent, { colors }: Io): Entry | undefined => {
  const { input, output, error, cause, index } = (details ?? {}) as Record<string, unknown>
  if (type.endsWith('StateEntered')) return { head: `${colors.cyan('→')} ${state}`, tail: show(input) }
  if (type.endsWith('StateExited')) return { head: `${colors.green('←')} ${state}`, tail: show(output) }
  if (type === 'MapIterationStarted') return { head: `${colors.cyan('#')} ${state} ${index}`, tail: '' }
  const failed = /(Failed|TimedOut)$/.test(type) && !type.startsWith('Execution') && error !== undefined
  return failed ? { head: `${colors.red('✗')} ${state}`, tail: showFailure(error, cause) } : undefined
}

const show = (payload: unknown): string => (payload === undefined ? '' : JSON.stringify(payload))

/** One line of the terminal's width: a long payload is cut. */
const line = ([head, tail]: readonly [string, string], { colors, columns }: Io): string => {
  if (tail === '') return head
  const room = Math.max(20, columns - visibleLength(head) - 2)
  const text = tail.replaceAll(/\s+/g, ' ')
  return `${head}  ${colors.dim(text.length > room ? `${text.slice(0, room - 1)}…` : text)}`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours begin with one
const visibleLength = (text: string): number => text.replaceAll(/\u001b\[\d+m/g, '').length
