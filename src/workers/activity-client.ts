import type { GetActivityTaskCommand, SFNClient } from '@aws-sdk/client-sfn'
import { isJsonObject } from '../json.ts'
import { once } from '../once.ts'
import type { ClockHolds } from '../system.ts'

/** A task as GetActivityTask returns it; the input is JSON. */
export interface PolledTask {
  readonly taskToken: string
  readonly input: string
}

/** The calls of Step Functions that a worker makes. All throw the service's own error, whose `name` is its code. */
export interface ActivityClient {
  /** Waits for a task, up to 60 s; `undefined` if there was none. */
  poll(activityArn: string, workerName: string, signal: AbortSignal): Promise<PolledTask | undefined>
  succeed(taskToken: string, output: string, signal: AbortSignal): Promise<void>
  fail(taskToken: string, failure: { error: string; cause?: string | undefined }, signal: AbortSignal): Promise<void>
  heartbeat(taskToken: string, signal: AbortSignal): Promise<void>
  /** Creates the activity if it does not exist, under its name as AWS writes it, and returns its ARN. */
  create(awsName: string): Promise<string>
  /**
   * True if an aborted poll never loses a task: the embedded engine puts the task back. It is false for AWS, so workers there wait until
   * their open polls return.
   */
  readonly abortablePolls: boolean
  /** Calls `listener` once if the server announces in its first reply that polls are abortable. */
  onAbortablePolls?(listener: () => void): void
  /** The virtual clock of the embedded engine behind the client, if any. It treats polls as idle work. */
  readonly holds?: ClockHolds | undefined
  /** The client's limits, as far as they are known. */
  limits?(): ConnectionLimits
}

export interface ConnectionLimits {
  /** The maximum number of concurrent requests. */
  readonly sockets?: number | undefined
  /** The time after which a silent connection is closed, in milliseconds. */
  readonly socketTimeoutMs?: number | undefined
}

export interface ActivityClientOptions {
  /** See {@link ActivityClient.abortablePolls}. Default false. */
  readonly abortablePolls?: boolean | undefined
  /** See {@link ActivityClient.holds}. */
  readonly holds?: ClockHolds | undefined
}

type Sdk = typeof import('@aws-sdk/client-sfn')

interface OpenClient {
  readonly sdk: Sdk
  readonly sfn: SFNClient
}

/** The part of the SDK's HTTP handler that contains its options. */
type HttpHandler = { httpHandlerConfigs?: () => object }

/** GetActivityTask returns within 60 s. A client's own shorter `requestTimeout` would abandon the poll, and lose its task. */
const POLL_TIMEOUT_MS = 70_000

/** An {@link ActivityClient} on the AWS SDK. The first call loads the SDK and, if `client` is a function, creates the client. */
export const activityClient = (
  client: SFNClient | (() => SFNClient | Promise<SFNClient>),
  { abortablePolls = false, holds }: ActivityClientOptions = {},
): ActivityClient => {
  let opened: OpenClient | undefined
  let arePollsAbortable = abortablePolls
  /** Set by the first reply to a poll, whose headers arrive at once. */
  let isServerKnown = abortablePolls
  let handler: HttpHandler | undefined
  const connect = once(async () => {
    const sdk = await import('@aws-sdk/client-sfn')
    const sfn = typeof client === 'function' ? await client() : client
    handler = sfn.config.requestHandler as HttpHandler
    opened = { sdk, sfn }
    return opened
  })

  const listeners: (() => void)[] = []
  const noteServer = (response: unknown) => {
    isServerKnown = true
    arePollsAbortable = keepsTasksOfAbandonedPolls(response)
    if (arePollsAbortable) for (const listener of listeners) listener()
  }

  return {
    get abortablePolls() {
      return arePollsAbortable
    },
    onAbortablePolls: (listener) => listeners.push(listener),
    holds,
    async poll(activityArn, workerName, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      const command = new sdk.GetActivityTaskCommand({ activityArn, workerName })
      if (!isServerKnown) onResponse(command, noteServer)
      const { taskToken, input = '{}' } = await sfn.send(command, { abortSignal, requestTimeout: POLL_TIMEOUT_MS })
      return taskToken ? { taskToken, input } : undefined
    },
    async succeed(taskToken, output, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      await sfn.send(new sdk.SendTaskSuccessCommand({ taskToken, output }), { abortSignal })
    },
    async fail(taskToken, { error, cause }, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      await sfn.send(new sdk.SendTaskFailureCommand({ taskToken, error, cause }), { abortSignal })
    },
    async heartbeat(taskToken, abortSignal) {
      const { sdk, sfn } = opened ?? (await connect())
      await sfn.send(new sdk.SendTaskHeartbeatCommand({ taskToken }), { abortSignal })
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

/** Calls `listener` with the response to a command as soon as its headers have arrived. */
const onResponse = ({ middlewareStack }: GetActivityTaskCommand, listener: (response: unknown) => void): void => {
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      listener(result.response)
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'noteServer' },
  )
}

/** `stepwise local` announces with this header that a poll whose client disconnects keeps its task. */
const keepsTasksOfAbandonedPolls = (response: unknown): boolean =>
  isJsonObject(response) &&
  isJsonObject(response.headers) &&
  response.headers['x-stepwise-abandoned-polls'] === 'keep-tasks'

/**
 * Reads the client's limits. The HTTP handler has its options only after the first request, and an `httpAgent` only if that was without
 * TLS.
 */
const limitsOf = (config: object = {}): ConnectionLimits => {
  const { socketTimeout, httpAgent, httpsAgent } = config as { [agent: `http${string}`]: Agent; socketTimeout?: number }
  return { sockets: (httpAgent ?? httpsAgent)?.maxSockets, socketTimeoutMs: socketTimeout }
}

type Agent = { maxSockets?: number } | undefined
