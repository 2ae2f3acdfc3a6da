import { parseArn } from '../../arn.ts'
import type { ExecutionEvent } from '../../client/execution-event.ts'
import type { Stepwise } from '../../stepwise.ts'
import { Stop } from '../../stop.ts'
import { realSystem } from '../../system.ts'
import { Timeline } from '../../timeline/timeline.ts'
import { timelineJson } from '../../timeline/timeline-json.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { createEventFormatter } from '../event-formatter.ts'
import { exitCodes, type Io, type Terminal } from '../io.ts'
import { createLiveLines } from '../live-lines.ts'
import { showTimeline, showTimelineEnd, type TimelineView } from '../show-timeline.ts'

export interface HistoryCommandArgs extends ConnectOptions {
  readonly executionArn: string
  readonly follow?: boolean
  /** Prints the timeline as one JSON document. */
  readonly json?: boolean
  /** Prints the events, one JSON document per line. */
  readonly events?: boolean
  /** Shows every iteration. */
  readonly all?: boolean
}

/** Prints the states that an execution went through. */
export const historyCommand = async (args: HistoryCommandArgs, io: Io): Promise<number> => {
  assertHasHistory(args.executionArn)
  const { stepwise, close } = await connect(args, io)
  try {
    await printHistory(stepwise, args, io)
    return exitCodes.done
  } catch (error) {
    if (!io.signal.aborted) throw error
    return exitCodes.stopped
  } finally {
    await close()
  }
}

/** @throws Error for an EXPRESS execution, whose ARN is `arn:aws:states:…:express:machine:name:id` */
const assertHasHistory = (executionArn: string): void => {
  if (parseArn(executionArn)?.resource[0] !== 'express') return
  throw new Error(
    'AWS keeps no history of EXPRESS executions: read their log events (CloudWatch Logs, or `stepwise local --logs`)',
  )
}

type Events = AsyncIterable<ExecutionEvent>

const printHistory = async (stepwise: Stepwise, args: HistoryCommandArgs, io: Io): Promise<void> => {
  const { executionArn, follow = false, json = false, events: isRaw = false } = args
  const events = stepwise.executionHistory(executionArn, { follow, signal: io.signal })
  if (isRaw) return printEvents(events, io)
  if (json) return printJson(events, args, io)
  if (!follow) return printTree(events, args, io)
  return io.terminal ? drawTree(events, { ...args, terminal: io.terminal }, io) : printLines(events, io)
}

const printEvents = async (events: Events, io: Io): Promise<void> => {
  for await (const event of events) io.out(`${JSON.stringify(event)}\n`)
}

const readTimeline = async (events: Events): Promise<Timeline> => {
  const timeline = new Timeline()
  for await (const event of events) timeline.append([event])
  return timeline
}

const printJson = async (events: Events, { executionArn }: HistoryCommandArgs, io: Io): Promise<void> => {
  const timeline = await readTimeline(events)
  io.out(`${JSON.stringify({ executionArn, ...timelineJson(timeline) }, null, 2)}\n`)
}

const printTree = async (events: Events, args: HistoryCommandArgs, io: Io): Promise<void> => {
  const timeline = await readTimeline(events)
  io.out(
    linesOf(timeline, args, io)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

/** Appends a line for each event, and one for the end. */
const printLines = async (events: Events, io: Io): Promise<void> => {
  const timeline = new Timeline()
  const formatEvent = createEventFormatter(io)
  for await (const event of events) {
    timeline.append([event])
    const line = formatEvent(event)
    if (line !== undefined) io.out(`${line}\n`)
  }
  io.out(`${showTimelineEnd(timeline, viewOf({}, io))}\n`)
}

/** The time between two drawings of a tree that changes. */
const FRAME_MS = 100

/** Draws the tree again and again until the execution has ended. */
const drawTree = async (
  events: Events,
  { terminal, ...args }: HistoryCommandArgs & { readonly terminal: Terminal },
  io: Io,
): Promise<void> => {
  const timeline = new Timeline()
  const lines = createLiveLines(io, terminal)
  const read = new Stop()
  const drawing = (async () => {
    while (!read.aborted) {
      lines.draw(linesOf(timeline, { ...args, isLive: true }, io))
      await realSystem.sleep(FRAME_MS, read).catch(() => {})
    }
  })()
  try {
    for await (const event of events) timeline.append([event])
  } finally {
    read.abort()
    await drawing
    lines.finish(linesOf(timeline, args, io))
  }
}

type ViewOptions = Pick<TimelineView, 'all' | 'isLive'>

const viewOf = ({ all = false, isLive = false }: ViewOptions, { colors, columns }: Io): TimelineView => ({
  colors,
  columns,
  now: realSystem.now(),
  all,
  isLive,
})

const linesOf = (timeline: Timeline, args: ViewOptions, io: Io): string[] => {
  const view = viewOf(args, io)
  return [...showTimeline(timeline, view), showTimelineEnd(timeline, view)]
}
