import { CreateActivityCommand, DeleteActivityCommand, ListActivitiesCommand, SFNClient } from '@aws-sdk/client-sfn'
import { describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../src/engine/engine.ts'

const clientIn = (engine: Engine, region: string, accessKeyId = 'local') =>
  new SFNClient({
    region,
    credentials: { accessKeyId, secretAccessKey: 'local' },
    requestHandler: engine.requestHandlers.sfn,
    maxAttempts: 1,
  })
const createIn = async (client: SFNClient, name = 'add') =>
  (await client.send(new CreateActivityCommand({ name }))).activityArn
const activitiesOf = async (client: SFNClient) =>
  (await client.send(new ListActivitiesCommand({}))).activities?.map(({ activityArn }) => activityArn)

describe('an engine', () => {
  it('makes ARNs of the region that a request is signed for', async () => {
    const engine = createEngine({ region: 'eu-central-1' })
    expect(await createIn(clientIn(engine, 'eu-central-1'))).toBe(
      'arn:aws:states:eu-central-1:123456789012:activity:add',
    )
    expect(await createIn(clientIn(engine, 'cn-north-1'))).toBe(
      'arn:aws-cn:states:cn-north-1:123456789012:activity:add',
    )
  })

  it('takes an access key of 12 digits for the account', async () => {
    const engine = createEngine()
    expect(await createIn(clientIn(engine, 'us-east-1', '111111111111'))).toBe(
      'arn:aws:states:us-east-1:111111111111:activity:add',
    )
  })

  it('lists what is in the region and account of the request', async () => {
    const engine = createEngine()
    const [east, west, other] = [
      clientIn(engine, 'us-east-1'),
      clientIn(engine, 'us-west-2'),
      clientIn(engine, 'us-east-1', '111111111111'),
    ]
    const arn = await createIn(east)
    expect([await activitiesOf(east), await activitiesOf(west), await activitiesOf(other)]).toEqual([[arn], [], []])
    await west.send(new DeleteActivityCommand({ activityArn: arn }))
    expect(await activitiesOf(east)).toEqual([arn])
  })

  it('uses its own region for requests that are not signed', async () => {
    const engine = createEngine({ region: 'eu-west-1', accountId: '222222222222' })
    const headers = { 'x-amz-target': 'AWSStepFunctions.CreateActivity', authorization: 'Bearer token' }
    const request = { method: 'POST', hostname: 'localhost', path: '/', headers, body: '{"name":"add"}' }
    const { response } = await engine.requestHandlers.sfn.handle(request)
    expect(JSON.parse(response.body.toString()).activityArn).toBe('arn:aws:states:eu-west-1:222222222222:activity:add')
  })

  it('forgets environments that hold nothing, and bounds the number of the others', async () => {
    const engine = createEngine()
    for (let n = 0; n < 300; n++) await activitiesOf(clientIn(engine, `us-test-${n}`))
    for (let n = 0; n < 100; n++) await createIn(clientIn(engine, `us-test-${n}`))
    await expect(createIn(clientIn(engine, 'us-test-100'))).rejects.toMatchObject({ name: 'LimitExceededException' })
    expect(await activitiesOf(clientIn(engine, 'us-test-0'))).toHaveLength(1)
  })
})
