import { type AwsEnvironment, awsEnvironment } from '../arn.ts'
import { assertOptions } from '../options.ts'
import { Stop } from '../stop.ts'
import { realSystem } from '../system.ts'
import type { Context } from './api/model/operation.ts'
import { createEngineDeps } from './create-engine-deps.ts'
import { type EngineOptions, engineChecks, type ListenOptions, listenChecks } from './options.ts'
import { createS3 } from './s3/s3.ts'
import { createRegistry, type Registry } from './store/registry.ts'
import { type Listening, listen } from './wire/http-server.ts'
import { callOperation, createProtocol } from './wire/protocol.ts'
import { createS3Handler, createSfnHandler, type RequestHandler } from './wire/sdk-handler.ts'

export type { EngineOptions } from './options.ts'

/** Step Functions and a small S3, in memory. */
export interface Engine {
  readonly environment: AwsEnvironment
  /** What an SDK client takes as its `requestHandler`: no port, no DNS. */
  readonly requestHandlers: { readonly sfn: RequestHandler; readonly s3: RequestHandler }
  /** Serves both over HTTP. @throws Error where the port is taken, TypeError where an option is not what it should be */
  listen(options: ListenOptions): Promise<Listening>
  /** Resolves when an execution has ended; at once where there is none of that ARN. */
  ended(executionArn: string): Promise<void>
  /** Ends everything: servers, polls, executions (as ABORTED). It resolves when nothing runs or waits any more. */
  close(): Promise<void>
}

/**
 * An engine of its own, that shares nothing with another one. It begins empty, and keeps nothing when its process ends.
 * @throws TypeError where an option is not what it should be.
 */
export const createEngine = (options: EngineOptions = {}): Engine => {
  assertOptions('options', options, engineChecks)
  const { system = realSystem, region = 'us-east-1', accountId = '123456789012', ...services } = options
  const environment = awsEnvironment(region, accountId)
  const registry = createRegistry()
  const deps = createEngineDeps({ environment, system }, services, {
    callOperation: (name, input, signal) => callOperation(name, input, { context, signal }),
    findExecution: (arn) => registry.executions.get(arn)?.execution,
    mapRuns: registry.mapRuns,
    addChild: registry.addChild,
  })
  const context: Context = { environment, system, registry, activities: deps.activities, tokens: deps.tokens, deps }
  const protocol = createProtocol(context)
  const s3 = createS3(environment, system)
  const closing = new Stop()
  const servers: Listening[] = []
  return {
    environment,
    requestHandlers: { sfn: createSfnHandler(protocol, closing), s3: createS3Handler(s3, closing) },
    listen: async (where) => {
      assertOptions('options', where, listenChecks)
      closing.throwIfAborted()
      const server = await listen({ protocol, s3 }, where)
      servers.push(server)
      return server
    },
    ended: async (executionArn) => deps.findExecution(executionArn)?.done,
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
