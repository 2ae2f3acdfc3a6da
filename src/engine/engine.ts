import { type AwsEnvironment, awsEnvironment, exampleEnvironment } from '../arn.ts'
import { assertOptions } from '../options.ts'
import { Stop } from '../stop.ts'
import { realSystem } from '../system.ts'
import { createTurns, type Turns } from '../turns.ts'
import type { EngineDeps } from './engine-deps.ts'
import { Environments } from './environments.ts'
import { stopExecutions } from './execution/stop-executions.ts'
import { taskHandlersByName } from './function-names.ts'
import { type EngineLimits, limitsChecks, resolveLimits } from './limits.ts'
import { createExecutionLogs, type ExecutionLogs } from './logs/execution-logs.ts'
import { StatusEvents } from './logs/status-events.ts'
import { createEngineMocks, type EngineMocks } from './mocks/engine-mocks.ts'
import { type EngineOptions, engineChecks, type ListenOptions, listenChecks } from './options.ts'
import { type EngineFunctions, replaceFunctions } from './replace-functions.ts'
import { createS3Api } from './s3/http/s3-api.ts'
import { MemoryStorage } from './s3/memory-storage.ts'
import { Activities } from './store/activities.ts'
import { OpenExecutions } from './store/open-executions.ts'
import { PayloadCache } from './store/payload-cache.ts'
import { createRegistry } from './store/registry.ts'
import { Slots } from './store/slots.ts'
import { createTaskTokens } from './store/task-tokens.ts'
import { createTestedDefinitions } from './store/tested-definitions.ts'
import { compileLambdas } from './tasks/lambda/compile-lambdas.ts'
import { createInvokeLambda } from './tasks/lambda/create-invoke-lambda.ts'
import type { InvocableFunction } from './tasks/lambda/lambda-handler.ts'
import { ServiceClients } from './tasks/sdk/service-clients.ts'
import { ALL, assertServiceNames } from './tasks/sdk/service-names.ts'
import { type HttpServer, listen } from './wire/http-server.ts'
import { callOperation, createProtocol } from './wire/protocol.ts'
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

/** A URL without a service is for all services. */
const endpointsByService = ({ serviceEndpoints: given = {} }: EngineOptions): Readonly<Record<string, string>> =>
  typeof given === 'string' ? { [ALL]: given } : given

const withFunctionNames = (options: EngineOptions) => ({
  ...options,
  taskHandlers: taskHandlersByName('options.taskHandlers', options.taskHandlers ?? {}),
})

interface EnvironmentOptions {
  readonly environment?: AwsEnvironment
  readonly logs?: ExecutionLogs | undefined
  readonly statusEvents?: StatusEvents | undefined
  readonly shared?: SharedParts
  /** Observes executions and their tasks. */
  readonly observer?: Pick<EngineDeps, 'inspectorOf' | 'overrideTask'>
}

/** The parts that the accounts and regions of one engine share: its limits, and its turns on the event loop. */
interface SharedParts {
  readonly limits: Required<EngineLimits>
  readonly turns: Turns
  readonly open: OpenExecutions
  readonly mapRunSlots: Slots
  readonly payloads: PayloadCache
  readonly mocks: EngineMocks
  readonly lambdas: Map<string, InvocableFunction>
}

const createSharedParts = ({ system = realSystem, limits: given, ...options }: EngineOptions): SharedParts => {
  const limits = resolveLimits(given)
  return {
    limits,
    turns: createTurns(system),
    open: new OpenExecutions(limits),
    mapRunSlots: new Slots(limits.openMapRuns),
    payloads: new PayloadCache(),
    mocks: createEngineMocks(options, system),
    lambdas: new Map(compileLambdas('options.lambdas', options.lambdas ?? {})),
  }
}

/** Calls of Lambda that the engine does not perform itself go where functions are invoked. */
const createServiceClients = (options: EngineOptions, environment: AwsEnvironment): ServiceClients => {
  const { clients, awsServices, lambdaEndpoint } = options
  const endpoints = { ...(lambdaEndpoint !== undefined && { lambda: lambdaEndpoint }), ...endpointsByService(options) }
  return new ServiceClients({ endpoints, clients, awsServices }, environment)
}

/** Creates the state and the services of an engine, for one account and region, that has the given options and objects. */
export const createEngineDeps = (
  options: EngineOptions,
  s3: MemoryStorage,
  {
    environment = exampleEnvironment,
    logs,
    statusEvents,
    shared = createSharedParts(options),
    observer,
  }: EnvironmentOptions = {},
): EngineDeps => {
  const { system = realSystem } = options
  const { lambdaEndpoint, taskHandlers = {} } = options
  const { lambdas, ...parts } = shared
  const { limits, open, payloads } = parts
  const services = createServiceClients(options, environment)
  const tokens = createTaskTokens(system, payloads)
  const deps: EngineDeps = {
    environment,
    system,
    ...parts,
    ...observer,
    registry: createRegistry(limits),
    activities: new Activities(system, tokens),
    tokens,
    s3,
    objects: s3,
    invokeLambda: createInvokeLambda({ lambdas, endpoint: lambdaEndpoint, environment }, system),
    taskHandlers,
    services,
    logs,
    statusEvents,
    testedDefinitions: createTestedDefinitions(),
    callOperation: (name, input, signal) => callOperation(name, input, { deps: nested, signal }),
  }
  const nested: EngineDeps = { ...deps, open: open.nested }
  return deps
}
