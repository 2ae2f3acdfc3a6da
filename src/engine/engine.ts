import { type AwsEnvironment, awsEnvironment } from '../arn.ts'
import { assertOptions } from '../options.ts'
import { Stop } from '../stop.ts'
import { realSystem } from '../system.ts'
import type { EngineDeps } from './engine-deps.ts'
import { stopExecutions } from './execution/stop-executions.ts'
import { type EngineOptions, engineChecks, type ListenOptions, listenChecks } from './options.ts'
import { createS3Api } from './s3/http/s3-api.ts'
import { MemoryStorage } from './s3/memory-storage.ts'
import { Activities } from './store/activities.ts'
import { createRegistry } from './store/registry.ts'
import { createTaskTokens } from './store/task-tokens.ts'
import { createInvokeLambda } from './tasks/lambda/create-invoke-lambda.ts'
import { type HttpServer, listen } from './wire/http-server.ts'
import { callOperation, createProtocol } from './wire/protocol.ts'
import { createS3Handler, createSfnHandler, type RequestHandler } from './wire/sdk-handler.ts'

export type { EngineOptions } from './options.ts'

/** Step Functions and S3 in memory. */
export interface Engine {
  readonly environment: AwsEnvironment
  /** The `requestHandler` of an SDK client for each service: calls need no port and no DNS. */
  readonly requestHandlers: { readonly sfn: RequestHandler; readonly s3: RequestHandler }
  /** Serves both services over HTTP. @throws Error if it cannot listen on the port, TypeError for an invalid option */
  listen(options: ListenOptions): Promise<HttpServer>
  /** Resolves when an execution has ended; at once if there is no execution with that ARN. */
  ended(executionArn: string): Promise<void>
  /** Ends servers, polls and executions (as ABORTED). Resolves when nothing runs or waits any more. */
  close(): Promise<void>
}

/**
 * Creates an engine. It is empty, shares nothing with other engines, and keeps nothing when its process ends.
 * @throws TypeError for an invalid option
 */
export const createEngine = (options: EngineOptions = {}): Engine => {
  assertOptions('options', options, engineChecks)
  const { system = realSystem, region = defaultRegion } = options
  const storage = new MemoryStorage({ system, region })
  const deps = createEngineDeps(options, storage)
  const protocol = createProtocol(deps)
  const s3 = createS3Api({ storage, region })
  const closing = new Stop()
  const servers: HttpServer[] = []
  return {
    environment: deps.environment,
    requestHandlers: { sfn: createSfnHandler(protocol, { closing, system }), s3: createS3Handler(s3, closing) },
    listen: async (listenOptions) => {
      assertOptions('options', listenOptions, listenChecks)
      closing.throwIfAborted()
      const server = await listen({ protocol, s3, system }, listenOptions)
      servers.push(server)
      return server
    },
    ended: async (executionArn) => deps.registry.executions.get(executionArn)?.execution.done,
    close: async () => {
      closing.abort(new Error('The engine is closed'))
      const closed = servers.map((server) => server.close())
      await stopExecutions(deps.registry.executions.values())
      await Promise.all(closed)
    },
  }
}

const defaultRegion = 'us-east-1'

/** Creates the state and the services of an engine that has the given options and S3. */
export const createEngineDeps = (options: EngineOptions, s3: MemoryStorage): EngineDeps => {
  const { system = realSystem, region = defaultRegion, accountId = '123456789012' } = options
  const { lambdas = {}, lambdaEndpoint, taskHandlers = {} } = options
  const tokens = createTaskTokens(system)
  const deps: EngineDeps = {
    environment: awsEnvironment(region, accountId),
    system,
    registry: createRegistry(),
    activities: new Activities(system, tokens),
    tokens,
    s3,
    objects: s3,
    invokeLambda: createInvokeLambda({ lambdas, endpoint: lambdaEndpoint }, system),
    taskHandlers,
    callOperation: (name, input, signal) => callOperation(name, input, { deps, signal }),
  }
  return deps
}
