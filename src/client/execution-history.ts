import { assertOptions, booleanCheck, type OptionChecks, signalCheck } from '../options.ts'
import { answered } from './answered.ts'
import { type ExecutionEvent, eventReader } from './events.ts'
import { patiently, pollDelays } from './patience.ts'
import type { Session } from './session.ts'

export interface HistoryOptions {
  /** Go on as new events come, until the execution has ended. Default false: the events so far. */
  readonly follow?: boolean
  /** Ends the reading. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<HistoryOptions> = { follow: booleanCheck, signal: signalCheck }

const LONGEST_PAUSE_MS = 1000

/**
 * The events of an execution in their order, page by page as they are read (GetExecutionHistory).
 * EXPRESS executions have no history there.
 */
export async function* executionHistory(
  session: Session,
  executionArn: string,
  given: HistoryOptions = {},
): AsyncGenerator<ExecutionEvent> {
  assertOptions('options', given, checks)
  const { follow = false, signal } = given
  const { sfn, sdk } = await session.connect()
  const options = signal && { abortSignal: signal }
  const read = eventReader()
  let nextToken: string | undefined
  let last: ExecutionEvent | undefined
  let delays = pollDelays(LONGEST_PAUSE_MS)
  const look = patiently(session, async () => {
    const request = { executionArn, maxResults: 1000, nextToken }
    return answered(await sfn.send(new sdk.GetExecutionHistoryCommand(request), options))
  })
  while (true) {
    const page = await look()
    const fresh = page?.events.filter(({ id }) => id > (last?.id ?? 0)) ?? []
    for (const event of fresh) {
      last = read(event)
      yield last
    }
    nextToken = page?.nextToken ?? nextToken
    if (page?.nextToken) continue
    if (page && (!follow || hasEnded(last))) return
    if (fresh.length > 0) delays = pollDelays(LONGEST_PAUSE_MS)
    await session.system.sleep(delays.next().value, signal)
  }
}

const ends = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut'])

const hasEnded = (last: ExecutionEvent | undefined): boolean => last !== undefined && ends.has(last.type)
