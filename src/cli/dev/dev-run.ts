import { routeTo } from '../../console/page/model/route.ts'
import type { Json } from '../../json.ts'
import type { Local } from '../../local.ts'
import { Stop } from '../../stop.ts'
import { realSystem } from '../../system.ts'
import { Timeline } from '../../timeline/timeline.ts'
import { withoutControls } from '../../without-controls.ts'
import type { Io } from '../io.ts'
import { showError } from '../show-error.ts'
import { showTimeline, showTimelineEnd } from '../show-timeline.ts'
import { fitText } from '../terminal-text.ts'

/** The beginning of an execution, or the execution to redrive. */
export type RunStart = { readonly stateMachineArn: string; readonly input: Json } | { readonly executionArn: string }

export interface DevRunDeps {
  readonly local: Local
  /** The URL of the console. */
  readonly url: string
  readonly io: Io
}

/** The most lines of a timeline and of an output that the dev loop prints. */
const MAX_LINES = 40

/** An execution of the dev loop, which prints its timeline when it has ended. */
export class DevRun {
  readonly #deps: DevRunDeps
  readonly #stop = new Stop()
  readonly #done: Promise<void>

  constructor(start: RunStart, deps: DevRunDeps) {
    this.#deps = deps
    this.#done = this.#run(start).catch((error) => {
      const { io } = deps
      if (!this.#stop.aborted) io.err(`${io.colors.red('error')}: ${showError(error, false)}\n`)
    })
  }

  /** Stops the execution if it runs, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#done
  }

  async #run(start: RunStart): Promise<void> {
    const { local, io } = this.#deps
    const executionArn = await this.#start(start)
    const timeline = new Timeline()
    try {
      const events = local.executionHistory(executionArn, { follow: true, signal: this.#stop.signal })
      for await (const event of events) timeline.append([event])
    } catch (error) {
      if (!this.#stop.aborted) throw error
      await local.stopExecution(executionArn, { error: 'Stepwise.Stopped', cause: 'stepwise dev ran it again' })
      io.out(io.colors.dim('the execution was stopped\n'))
      return
    }
    io.out(showRun(timeline, io))
  }

  /** Starts or redrives the execution, and prints its page in the console. */
  async #start(start: RunStart): Promise<string> {
    const { local, io, url } = this.#deps
    const { out, colors, columns } = io
    const isRedrive = 'executionArn' in start
    if (isRedrive) await local.redriveExecution(start.executionArn)
    const { executionArn } = isRedrive
      ? start
      : await local.startExecution(start.stateMachineArn, { input: start.input })
    out(`${colors.cyan(isRedrive ? '↻' : '▶')} ${url}/${routeTo('execution', executionArn)}\n`)
    if (!isRedrive) out(`${colors.dim(`  ${fitText(JSON.stringify(start.input), columns - 2)}`)}\n`)
    return executionArn
  }
}

const showRun = (timeline: Timeline, { colors, columns }: Io): string => {
  const view = { colors, columns, now: realSystem.now() }
  const { output } = timeline
  const written = output === undefined ? [] : JSON.stringify(output, null, 2).split('\n').map(withoutControls)
  const lines = [...shortened(showTimeline(timeline, view)), showTimelineEnd(timeline, view), ...shortened(written)]
  return lines.map((line) => `${line}\n`).join('')
}

const shortened = (lines: readonly string[]): string[] => {
  const left = lines.length - MAX_LINES
  return left > 1 ? [...lines.slice(0, MAX_LINES), `… and ${left} more lines`] : [...lines]
}
