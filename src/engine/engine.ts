import { type AwsEnvironment, awsEnvironment, exampleEnvironment } from '../arn.ts'
import { assertOptions } from '../options.ts'
import { Stop } from '../stop.ts'
import { realSystem } from '../system.ts'
import { createEngineDeps, createSharedParts, endpointsByService } from './create-engine-deps.ts'
import { Environments } from './environments.ts'
import { stopExecutions } from './execution/stop-executions.ts'
import { taskHandlersByName } from './function-names.ts'
import { limitsChecks } from './limits.ts'
import { createExecutionLogs } from './logs/execution-logs.ts'
import { StatusEvents } from './logs/status-events.ts'
import { type EngineOptions, engineChecks, type ListenOptions, listenChecks } from './options.ts'
import { type EngineFunctions, replaceFunctions } from './replace-functions.ts'
import { createS3Api } from './s3/http/s3-api.ts'
import { MemoryStorage } from './s3/memory-storage.ts'
import { ALL, assertServiceNames } from './tasks/sdk/service-names.ts'
import type { HttpServer } from './wire/http-server.ts'
import { createProtocol } from './wire/protocol.ts'
import { createS3Handler, createSfnHandler, type RequestHandler } from './wire/sdk-handler.ts'
import type { Site } from './wire/site.ts'

export type { EngineOptions } from './options.ts'

/** Step Functions and S3 in memory. */
export interface Engine {
  readonly environment: AwsEnvironment
  /** The `requestHandler` of an SDK client for each service: calls need no port and no DNS. */
  readonly requestHandlers: { readonly sfn: RequestHandler; readonly s3: RequestHandler }
  /** The time of the engine, in milliseconds since the Unix epoch. */
  now(): number
  /** The accounts and regions that have state machines, executions or activities. */
  environments(): readonly AwsEnvironment[]
  /**
   * Serves both services over HTTP, and a web page to browsers.
   * @throws Error if it cannot listen on the port, TypeError for an invalid option
   */
  listen(options: ListenOptions, site?: Site): Promise<HttpServer>
  /** Resolves when an execution has ended; at once if there is no execution with that ARN. */
  ended(executionArn: string): Promise<void>
  /**
   * Replaces the functions and mocks that perform tasks. Tasks that are running finish with those with which they began.
   * @throws TypeError for a wrong option; nothing is replaced then
   */
  replaceFunctions(functions: EngineFunctions): void
  /** Ends servers, polls and executions (as ABORTED). Resolves when nothing runs or waits any more. */
  close(): Promise<void>
}

/**
 * Creates an engine. It is empty, shares nothing with other engines, and keeps nothing when its process ends.
 * @throws TypeError for an invalid option
 */
export const createEngine = (given: EngineOptions = {}): Engine => {
  assertOptions('options', given, engineChecks)
  const options = withFunctionNames(given)
  const { system = realSystem, region = exampleEnvironment.region, accountId = exampleEnvironment.accountId } = options
  if (options.limits !== undefined) assertOptions('options.limits', options.limits, limitsChecks)
  const shared = createSharedParts(options)
  const storage = new MemoryStorage({ system, region, maxBytes: shared.limits.objectBytes })
  const environment = awsEnvironment(region, accountId)
  const endpoints = endpointsByService(options)
  assertServiceNames('options.serviceEndpoints', endpoints)
  assertServiceNames('options.clients', options.clients)
  const { [ALL]: anyEndpoint } = endpoints
  const { logs: logsEndpoint = endpoints.cloudwatchlogs ?? anyEndpoint } = endpoints
  const { events: eventsEndpoint = endpoints.eventbridge ?? anyEndpoint } = endpoints
  const logs = createExecutionLogs({ sink: options.logs, endpoint: logsEndpoint }, system)
  const statusEvents = eventsEndpoint === undefined ? undefined : new StatusEvents(eventsEndpoint, system)
  const common = { logs, statusEvents, shared }
  const environments = new Environments((of) => createEngineDeps(options, storage, { environment: of, ...common }))
  const protocol = createProtocol(environments, environment)
  const s3 = createS3Api({ storage, region })
  const closing = new Stop()
  const servers: HttpServer[] = []
  return {
    environment,
    requestHandlers: { sfn: createSfnHandler(protocol, { closing, system }), s3: createS3Handler(s3, closing) },
    now: () => system.now(),
    environments: () => environments.used(),
    listen: async (listenOptions, site) => {
      assertOptions('options', listenOptions, listenChecks)
      const { listen } = await import('./wire/http-server.ts')
      closing.throwIfAborted()
      const server = await listen({ protocol, s3, system, site }, listenOptions)
      servers.push(server)
      return server
    },
    replaceFunctions: (functions) => replaceFunctions(functions, { ...shared, taskHandlers: options.taskHandlers }),
    ended: async (executionArn) =>
      environments.ofArn(executionArn)?.registry.executions.get(executionArn)?.execution.done,
    close: async () => {
      closing.abort(new Error('The engine is closed'))
      const closed = servers.map((server) => server.close())
      await stopExecutions(environments.values().flatMap(({ registry }) => [...registry.executions.values()]))
      await Promise.all([...closed, logs?.flush(), statusEvents?.flush()])
      for (const { services } of environments.values()) services.close()
    },
  }
}

const withFunctionNames = (options: EngineOptions) => ({
  ...options,
  taskHandlers: taskHandlersByName('options.taskHandlers', options.taskHandlers ?? {}),
})
