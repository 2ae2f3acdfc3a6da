import { byteLength, type Json, MAX_PAYLOAD_BYTES } from '../../json.ts'
import { syntaxComplaint } from '../../json-syntax.ts'
import { onAbort, type StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { ApiError } from '../api-error.ts'
import { parseJsonText } from '../interpreter/program/json-text.ts'
import { heartbeatMissed, StateFailure, timedOut } from '../interpreter/recovery/state-failure.ts'

/** How long a task may take: in all, and between two heartbeats. */
export interface TaskTimeouts {
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
}

/** A task whose outcome is sent with its token. */
export interface OpenTask {
  /** The output that was sent. @throws StateFailure if the task fails or times out; the reason of the task's signal */
  readonly result: Promise<Json>
  /** Starts the timeouts; the time that a task waits for a worker does not count. */
  startTimeouts(timeouts: TaskTimeouts): void
  /** Closes the task with a failure of the engine itself. */
  fail(failure: unknown): void
}

/** The task tokens of one engine: the holder of a token can end its task. */
export interface TaskTokens {
  create(): string
  /** Opens a task under a token. An outcome, a timeout or the signal closes it, and then nothing of it is kept. */
  open(token: string, signal: StopSignal): OpenTask
  /** @throws ApiError InvalidToken, TaskTimedOut if the task is closed, InvalidOutput */
  succeed(token: string, output: string): void
  /** @throws ApiError InvalidToken, TaskTimedOut if the task is closed */
  fail(token: string, error?: string, cause?: string): void
  /** @throws ApiError InvalidToken, TaskTimedOut if the task is closed */
  heartbeat(token: string): void
}

type TaskOutcome = { readonly output: Json } | { readonly failure: unknown }

interface Entry {
  end(outcome: TaskOutcome): void
  beat(): void
}

/** Creates the tokens of one engine. */
export const createTaskTokens = (system: System): TaskTokens => {
  const engine = system.uuid()
  const open = new Map<string, Entry>()
  let issued = 0

  /** A token itself shows that this engine issued it, so closed tasks need not be remembered. */
  const isIssued = (token: string): boolean => {
    const [issuer, number] = Buffer.from(token, 'base64url').toString().split('/')
    return issuer === engine && Number(number) <= issued && Number(number) > 0
  }
  const entryOf = (token: string): Entry => {
    const entry = open.get(token)
    if (entry) return entry
    if (!isIssued(token)) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'")
    throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
  }

  return {
    create: () => Buffer.from(`${engine}/${++issued}/${system.uuid()}`).toString('base64url'),
    open: (token, signal) => {
      const timers = createTaskTimers(system, (failure) => settle({ failure }))
      let settle: Entry['end'] = () => {}
      let removeListener = () => {}
      const result = new Promise<Json>((resolve, reject) => {
        settle = (outcome) => {
          open.delete(token)
          removeListener()
          timers.stop()
          if ('output' in outcome) resolve(outcome.output)
          else reject(outcome.failure)
        }
      })
      open.set(token, { end: settle, beat: timers.beat })
      removeListener = onAbort(signal, () => settle({ failure: signal.reason }))
      return { result, startTimeouts: timers.start, fail: (failure) => settle({ failure }) }
    },
    succeed: (token, output) => {
      const entry = entryOf(token)
      entry.end({ output: parseOutput(output) })
    },
    fail: (token, error, cause) =>
      entryOf(token).end({ failure: new StateFailure(error, cause, { isTerminal: false }) }),
    heartbeat: (token) => entryOf(token).beat(),
  }
}

/** The two timers of a task: one for all of it, one that each heartbeat restarts. */
const createTaskTimers = (system: System, expire: (failure: StateFailure) => void) => {
  let stopTimeout = () => {}
  let stopHeartbeat = () => {}
  let heartbeatMs: number | undefined
  const beat = () => {
    if (heartbeatMs === undefined) return
    stopHeartbeat()
    stopHeartbeat = system.after(heartbeatMs, () => expire(heartbeatMissed()))
  }
  return {
    beat,
    start: ({ timeoutSeconds, heartbeatSeconds }: TaskTimeouts) => {
      if (timeoutSeconds !== undefined) stopTimeout = system.after(timeoutSeconds * 1000, () => expire(timedOut()))
      heartbeatMs = heartbeatSeconds === undefined ? undefined : heartbeatSeconds * 1000
      beat()
    },
    stop: () => {
      stopTimeout()
      stopHeartbeat()
      heartbeatMs = undefined
    },
  }
}

const parseOutput = (output: string): Json => {
  if (byteLength(output) > MAX_PAYLOAD_BYTES)
    throw new ApiError('InvalidOutput', "Invalid Output: 'Output is larger than the maximum of 262144 bytes'")
  try {
    return parseJsonText(output)
  } catch {
    throw new ApiError('InvalidOutput', `Invalid Output: '${syntaxComplaint(output)?.message}'`)
  }
}
