import type { StateMachineType } from '@aws-sdk/client-sfn'
import { fromAwsName } from '../arn.ts'
import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import type { Session } from './session.ts'

export interface ListedStateMachine {
  readonly name: string
  readonly stateMachineArn: string
  readonly type: StateMachineType
  readonly creationDate: Date
}

/** Lists the state machines of the client's account and region, page by page as they are read (ListStateMachines). */
export async function* listStateMachines(session: Session): AsyncGenerator<ListedStateMachine> {
  const { sfn, sdk } = await session.connect()
  const request = async (nextToken?: string) =>
    completeOutput(await sfn.send(new sdk.ListStateMachinesCommand({ maxResults: 1000, nextToken })))
  for await (const { stateMachines } of pages(request)) {
    for (const { name, stateMachineArn, type, creationDate } of stateMachines) {
      yield { name: fromAwsName(name), stateMachineArn, type, creationDate }
    }
  }
}
