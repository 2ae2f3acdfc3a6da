import { assertOptions, booleanCheck, type OptionChecks, signalCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { createEventReader, type ExecutionEvent } from './execution-event.ts'
import { pollDelays } from './poll-delays.ts'
import type { Session } from './session.ts'
import { tolerateTransientErrors } from './tolerate-transient-errors.ts'

export interface HistoryOptions {
  /** Waits for new events until the execution has ended. Default false: returns the events so far. */
  readonly follow?: boolean
  /** Ends the wait. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<HistoryOptions> = { follow: booleanCheck, signal: signalCheck }

const LONGEST_DELAY_MS = 1000

/**
 * Reads the events of an execution in their order, page by page (GetExecutionHistory). AWS keeps no such history of EXPRESS
 * executions.
 * @throws the signal's reason if it is aborted.
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
  const readEvent = createEventReader()
  let nextToken: string | undefined
  let last: ExecutionEvent | undefined
  let delays = pollDelays(LONGEST_DELAY_MS)
  const readPage = tolerateTransientErrors(session, async () => {
    const request = { executionArn, maxResults: 1000, nextToken }
    return completeOutput(await sfn.send(new sdk.GetExecutionHistoryCommand(request), options))
  })
  while (true) {
    const page = await readPage()
    const fresh = page?.events.filter(({ id }) => id > (last?.id ?? 0)) ?? []
    for (const event of fresh) {
      last = readEvent(event)
      yield last
    }
    nextToken = page?.nextToken ?? nextToken
    if (page?.nextToken) continue
    if (page && (!follow || isLast(last))) return
    if (fresh.length > 0) delays = pollDelays(LONGEST_DELAY_MS)
    await session.system.sleep(delays.next().value, signal)
  }
}

const lastTypes = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut'])

const isLast = (event: ExecutionEvent | undefined): boolean => event !== undefined && lastTypes.has(event.type)
