import type { SFNClient } from '@aws-sdk/client-sfn'
import { once } from '../once.ts'

/** A task as GetActivityTask hands it over; the input is a text of JSON. */
export interface PolledTask {
  readonly taskToken: string
  readonly input: string
}

/** The calls of Step Functions that a worker makes. All throw the service's own error, whose `name` is its code. */
export interface ActivityClient {
  /** Waits for a task, up to 60 s; `undefined` where none came. */
  poll(activityArn: string, workerName: string, signal: AbortSignal): Promise<PolledTask | undefined>
  succeed(taskToken: string, output: string, signal: AbortSignal): Promise<void>
  fail(taskToken: string, failure: { error: string; cause?: string | undefined }, signal: AbortSignal): Promise<void>
  heartbeat(taskToken: string, signal: AbortSignal): Promise<void>
  /** Creates the activity of that name as AWS writes it, or finds it, and returns its ARN. */
  create(awsName: string): Promise<string>
  /**
   * Whether aborting a poll never loses a task: the embedded engine takes it back. AWS does not, so its outstanding
   * polls are let return.
   */
  readonly abortablePolls: boolean
  /** How many requests may be open at once and how long one may be silent, where the client has such a limit. */
  limits?(): ConnectionLimits
}

export interface ConnectionLimits {
  readonly sockets?: number | undefined
  readonly socketTimeoutMs?: number | undefined
}

export interface ActivityClientOptions {
  /** See {@link ActivityClient.abortablePolls}. Default false. */
  readonly abortablePolls?: boolean | undefined
}

type Sdk = typeof import('@aws-sdk/client-sfn')

interface Connection {
  readonly sdk: Sdk
  readonly sfn: SFNClient
}

/** What an HTTP handler of the SDK may tell about itself. */
type HttpHandler = { httpHandlerConfigs?: () => object }

/** GetActivityTask answers within 60 s; a client's own shorter `requestTimeout` would abandon the poll, and its task. */
const POLL_TIMEOUT_MS = 70_000

/** The port on the AWS SDK. The SDK is loaded, and a lazy client built, at the first call. */
export const activityClient = (
  client: SFNClient | (() => SFNClient | Promise<SFNClient>),
  { abortablePolls = false }: ActivityClientOptions = {},
): ActivityClient => {
  let opened: Connection | undefined
  let handler: HttpHandler | undefined
  const connect = once(async () => {
    const sdk = await import('@aws-sdk/client-sfn')
    const sfn = typeof client === 'function' ? await client() : client
    handler = sfn.config.requestHandler as HttpHandler
    opened = { sdk, sfn }
    return opened
  })

  return {
    abortablePolls,
    async poll(activityArn, workerName, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      const command = new sdk.GetActivityTaskCommand({
        activityArn,
        workerName,
      })
      const { taskToken, input = '{}' } = await sfn.send(command, {
        abortSignal,
        requestTimeout: POLL_TIMEOUT_MS,
      })
      return taskToken ? { taskToken, input } : undefined
    },
    async succeed(taskToken, output, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      await sfn.send(new sdk.SendTaskSuccessCommand({ taskToken, output }), {
        abortSignal,
      })
    },
    async fail(taskToken, { error, cause }, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      await sfn.send(new sdk.SendTaskFailureCommand({ taskToken, error, cause }), { abortSignal })
    },
    async heartbeat(taskToken, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      await sfn.send(new sdk.SendTaskHeartbeatCommand({ taskToken }), {
        abortSignal,
      })
    },
    async create(name) {
      const { sdk, sfn } = opened ?? (await connect())
      const { activityArn } = await sfn.send(new sdk.CreateActivityCommand({ name }))
      if (!activityArn) throw new Error(`CreateActivity returned no ARN for the activity "${name}"`)
      return activityArn
    },
    limits: () => limitsOf(handler?.httpHandlerConfigs?.()),
  }
}

/** The options of the SDK's HTTP handler, which it knows from its first request on; it has an `httpAgent` once that was not over TLS. */
const limitsOf = (config: object = {}): ConnectionLimits => {
  const { socketTimeout, httpAgent, httpsAgent } = config as { [agent: `http${string}`]: Agent; socketTimeout?: number }
  return { sockets: (httpAgent ?? httpsAgent)?.maxSockets, socketTimeoutMs: socketTimeout }
}

type Agent = { maxSockets?: number } | undefined
