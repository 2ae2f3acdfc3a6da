import type { ExecutionEvent } from '../client/events.ts'
import { showDuration } from './duration.ts'
import type { Io } from './io.ts'
import { showFailure } from './show-failure.ts'

/** A function that turns the events of a history, in their order, into lines that follow the states; `undefined` for the rest. */
export const createTrace = (io: Io): ((event: ExecutionEvent) => string | undefined) => {
  const depths = new Map<number, number>([[0, 0]])
  let start: number | undefined
  return (event) => {
    start ??= event.timestamp.getTime()
    const depth = (depths.get(event.previousEventId) ?? 0) + step(event)
    depths.set(event.id, depth)
    const entry = entryOf(event, io)
    if (!entry) return undefined
    const time = showDuration(event.timestamp.getTime() - start).padStart(9)
    return line([`${io.colors.dim(time)}  ${'  '.repeat(depth)}${entry.head}`, entry.tail], io)
  }
}

/** Branches and iterations stand one step to the right of their state. */
const step = ({ type }: ExecutionEvent): number => {
  if (/^(Parallel|Map)StateStarted$/.test(type)) return 1
  return /^(Parallel|Map)State(Succeeded|Failed|Aborted)$/.test(type) ? -1 : 0
}

interface Entry {
  readonly head: string
  readonly tail: string
}

const entryOf = ({ type, state, details }: ExecutionEvent, { colors }: Io): Entry | undefined => {
  const { input, output, error, cause, name, index } = (details ?? {}) as Record<string, unknown>
  if (type.endsWith('StateEntered')) return { head: `${colors.cyan('→')} ${name}`, tail: show(input) }
  if (type.endsWith('StateExited')) return { head: `${colors.green('←')} ${name}`, tail: show(output) }
  if (type === 'MapIterationStarted') return { head: `${colors.cyan('#')} ${name} ${index}`, tail: '' }
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
