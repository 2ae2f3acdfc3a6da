import { activityArn, parseArn, toAwsName } from '../../arn.ts'
import { tagList } from '../../client/ensure-tags.ts'
import { exists } from '../../client/exists.ts'
import type { Session } from '../../client/session.ts'
import { activityName } from '../../dsl/activities.ts'
import { CREATOR_TAG, ownTags } from '../ownership.ts'
import type { PlannedMachine } from './planned-machine.ts'
import type { ExecutableStep } from './step.ts'

/** Creates the activities of a state machine that do not exist. Those of another account or region are left out. */
export const activitySteps = async (session: Session, machine: PlannedMachine): Promise<ExecutableStep[]> => {
  const { accountId, region } = machine.environment
  const own = machine.activities.filter((one) => {
    const arn = parseArn(one)
    return !arn || (arn.accountId === accountId && arn.region === region)
  })
  return Promise.all(own.map((one) => activityStep(session, machine, activityName(one))))
}

const activityStep = async (session: Session, machine: PlannedMachine, name: string): Promise<ExecutableStep> => ({
  resource: 'activity',
  name,
  action: (await exists(session, activityArn(machine.environment, toAwsName(name)))) ? 'unchanged' : 'create',
  changes: [],
  execute: async () => {
    const { sfn, sdk } = await session.connect()
    const tags = tagList({ ...ownTags, [CREATOR_TAG]: machine.awsName })
    await sfn.send(new sdk.CreateActivityCommand({ name: toAwsName(name), tags }))
  },
})
