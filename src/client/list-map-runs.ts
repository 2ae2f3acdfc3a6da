import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import type { Session } from './session.ts'

export interface ListedMapRun {
  readonly mapRunArn: string
  /** The execution that started the map run. */
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly startDate: Date
  /** Absent while the map run runs. */
  readonly stopDate?: Date
}

/** Lists the map runs that an execution started, page by page as they are read (ListMapRuns). */
export async function* listMapRuns(session: Session, executionArn: string): AsyncGenerator<ListedMapRun> {
  const { sfn, sdk } = await session.connect()
  const request = async (nextToken?: string) =>
    completeOutput(await sfn.send(new sdk.ListMapRunsCommand({ executionArn, maxResults: 1000, nextToken })))
  for await (const { mapRuns } of pages(request)) {
    for (const { mapRunArn, executionArn, stateMachineArn, startDate, stopDate } of mapRuns) {
      yield { mapRunArn, executionArn, stateMachineArn, startDate, ...(stopDate && { stopDate }) }
    }
  }
}
