import { setMaxListeners } from 'node:events'
import { type Place, placeOf } from '../arn.ts'
import { realSystem, type System } from '../system.ts'
import { createActivities } from './activities.ts'
import { createS3Handler, createSfnHandler, type RequestHandler } from './in-process.ts'
import { runMapOn } from './map-runs.ts'
import type { Context } from './operations/operation.ts'
import { callOperation, createProtocol } from './protocol.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createS3 } from './s3/s3.ts'
import { type Listening, type ListenOptions, listen } from './server.ts'
import { createTaskTokens } from './task-tokens.ts'
import type { TaskHandler } from './tasks/integration.ts'
import { createInvokeLambda, type LambdaHandler } from './tasks/lambda-handlers.ts'
import type { World } from './world.ts'

export interface EngineOptions {
  /** Time, chance and ids. Default: the machine's own. */
  readonly system?: System
  /** Lambda functions that run in this process, by name. */
  readonly lambdas?: Readonly<Record<string, LambdaHandler>>
  /** The URL of a Lambda API that has all other functions. */
  readonly lambdaEndpoint?: string | undefined
  /** Default `us-east-1`. */
  readonly region?: string
  /** Default `123456789012`. */
  readonly accountId?: string
  /** What performs the resources that the engine does not know, by resource (`sqs:sendMessage`) or service (`sqs`). */
  readonly taskHandlers?: Readonly<Record<string, TaskHandler>>
}

/** Step Functions and a small S3, in memory. */
export interface Engine {
  readonly place: Place
  /** What an SDK client takes as its `requestHandler`: no port, no DNS. */
  readonly requestHandlers: { readonly sfn: RequestHandler; readonly s3: RequestHandler }
  /** Serves both over HTTP. @throws Error where the port is taken */
  listen(options: ListenOptions): Promise<Listening>
  /** Resolves when an execution has ended; at once where there is none of that ARN. */
  ended(executionArn: string): Promise<void>
  /** Ends everything: servers, polls, executions (as ABORTED). It resolves when nothing runs or waits any more. */
  close(): Promise<void>
}

/**
 * An engine of its own, that shares nothing with another one. It begins empty, and keeps nothing when its process ends.
 */
export const createEngine = ({
  system = realSystem,
  lambdas = {},
  lambdaEndpoint,
  region = 'us-east-1',
  accountId = '123456789012',
  taskHandlers = {},
}: EngineOptions = {}): Engine => {
  const place = placeOf(region, accountId)
  const registry = createRegistry()
  const tokens = createTaskTokens(system)
  const activities = createActivities(system, tokens)
  const world: World = {
    place,
    system,
    tokens,
    activities,
    taskHandlers,
    invokeLambda: createInvokeLambda({ lambdas, endpoint: lambdaEndpoint }, system),
    callOperation: (name, input, signal) => callOperation(name, input, { context, signal }),
    findExecution: (arn) => registry.executions.get(arn)?.execution,
    runMap: (call, parent) => runMap(call, parent),
  }
  const runMap = runMapOn(registry.mapRuns, { world: () => world, added: registry.addChild })
  const context: Context = { place, system, registry, activities, tokens, world }
  const protocol = createProtocol(context)
  const s3 = createS3(place, system)
  const closing = new AbortController()
  // Each open poll listens.
  setMaxListeners(0, closing.signal)
  const servers: Listening[] = []
  return {
    place,
    requestHandlers: { sfn: createSfnHandler(protocol, closing.signal), s3: createS3Handler(s3, closing.signal) },
    listen: async (options) => {
      closing.signal.throwIfAborted()
      const server = await listen({ protocol, s3 }, options)
      servers.push(server)
      return server
    },
    ended: async (executionArn) => world.findExecution(executionArn)?.done,
    close: async () => {
      closing.abort(new Error('The engine is closed'))
      const closed = servers.map((server) => server.close())
      await stopAll(registry)
      await Promise.all(closed)
    },
  }
}

const stopAll = async ({ executions }: Registry): Promise<void> => {
  const running = [...executions.values()]
    .map(({ execution }) => execution)
    .filter(({ status }) => status === 'RUNNING')
  for (const execution of running) execution.stop()
  await Promise.all(running.map(({ done }) => done))
}
