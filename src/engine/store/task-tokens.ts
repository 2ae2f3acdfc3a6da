import { byteLength, type Json, MAX_PAYLOAD_BYTES } from '../../json.ts'
import { jsonSyntaxError } from '../../json-syntax-error.ts'
import type { StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { parseJsonText } from '../interpreter/program/json-text.ts'
import { heartbeatMissed, StateFailure, timedOut } from '../interpreter/recovery/state-failure.ts'
import { ApiError } from '../wire/api-error.ts'

/** How long a task may take, in seconds: in all, and between two heartbeats. */
export interface Clocks {
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
}

/** A task that waits for somebody to send its outcome. */
export interface OpenTask {
  /** What was sent. @throws StateFailure as the task fails or runs out of time, or the signal's reason when it is called off */
  readonly result: Promise<Json>
  /** Starts the clocks: a task that waits for a worker has all its time. */
  startClocks(clocks: Clocks): void
  /** Closes it with a failure that nobody sent. */
  fail(failure: unknown): void
}

/** The task tokens of one engine: who holds one may end its task. */
export interface TaskTokens {
  create(): string
  /** Opens a task under a token; it is closed by an outcome, a clock, or the signal, and then nothing of it is kept. */
  open(token: string, signal: StopSignal): OpenTask
  /** @throws ApiError InvalidToken for what is no token, TaskTimedOut for one whose task is closed, InvalidOutput */
  succeed(token: string, output: string): void
  fail(token: string, error?: string, cause?: string): void
  heartbeat(token: string): void
}

interface Entry {
  end(outcome: { result: Json } | { failure: unknown }): void
  beat(): void
}

export const createTaskTokens = (system: System): TaskTokens => {
  const engine = system.uuid()
  const open = new Map<string, Entry>()
  let issued = 0

  /** A token tells by itself whether this engine issued it, so that closed tasks need not be remembered. */
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
      const clocks = createClocks(system, (failure) => settle({ failure }))
      let settle: Entry['end'] = () => {}
      const result = new Promise<Json>((resolve, reject) => {
        settle = (outcome) => {
          open.delete(token)
          signal.removeEventListener('abort', callOff)
          clocks.stop()
          if ('result' in outcome) resolve(outcome.result)
          else reject(outcome.failure)
        }
      })
      const callOff = () => settle({ failure: signal.reason })
      open.set(token, { end: settle, beat: clocks.beat })
      if (signal.aborted) callOff()
      else signal.addEventListener('abort', callOff, { once: true })
      return { result, startClocks: clocks.start, fail: (failure) => settle({ failure }) }
    },
    succeed: (token, output) => {
      const entry = entryOf(token)
      entry.end({ result: parseOutput(output) })
    },
    fail: (token, error, cause) =>
      entryOf(token).end({ failure: new StateFailure(error, cause, { isTerminal: false }) }),
    heartbeat: (token) => entryOf(token).beat(),
  }
}

/** The two clocks of a task: one for all of it, one that each heartbeat sets back. */
const createClocks = (system: System, expire: (failure: StateFailure) => void) => {
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
    start: ({ timeoutSeconds, heartbeatSeconds }: Clocks) => {
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
    throw new ApiError('InvalidOutput', `Invalid Output: '${jsonSyntaxError(output)?.message}'`)
  }
}
