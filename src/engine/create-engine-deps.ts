import { type AwsEnvironment, exampleEnvironment } from '../arn.ts'
import { once } from '../once.ts'
import { realSystem } from '../system.ts'
import { createTurns, type Turns } from '../turns.ts'
import type { EngineDeps } from './engine-deps.ts'
import { type EngineLimits, resolveLimits } from './limits.ts'
import type { ExecutionLogs } from './logs/execution-logs.ts'
import type { StatusEvents } from './logs/status-events.ts'
import { createEngineMocks, type EngineMocks } from './mocks/engine-mocks.ts'
import type { EngineOptions } from './options.ts'
import type { MemoryStorage } from './s3/memory-storage.ts'
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
import { ALL } from './tasks/sdk/service-names.ts'

/** A URL without a service is for all services. */
export const endpointsByService = ({
  serviceEndpoints: given = {},
}: EngineOptions): Readonly<Record<string, string>> => (typeof given === 'string' ? { [ALL]: given } : given)

export interface EnvironmentOptions {
  readonly environment?: AwsEnvironment
  readonly logs?: ExecutionLogs | undefined
  readonly statusEvents?: StatusEvents | undefined
  readonly shared?: SharedParts
  /** Observes executions and their tasks. */
  readonly observer?: Pick<EngineDeps, 'inspectorOf' | 'overrideTask'>
}

/** The parts that the accounts and regions of one engine share: its limits, and its turns on the event loop. */
export interface SharedParts {
  readonly limits: Required<EngineLimits>
  readonly turns: Turns
  readonly open: OpenExecutions
  readonly mapRunSlots: Slots
  readonly payloads: PayloadCache
  readonly mocks: EngineMocks
  readonly lambdas: Map<string, InvocableFunction>
}

export const createSharedParts = ({ system = realSystem, limits: given, ...options }: EngineOptions): SharedParts => {
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

/** They are a large part of the engine, and the executions of a simulation seldom call them. */
const loadOperations = once(() => import('./wire/protocol.ts'))

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
    callOperation: async (name, input, signal) => {
      const { callOperation } = await (system.holds ? system.holds.step(loadOperations) : loadOperations())
      return callOperation(name, input, { deps: nested, signal })
    },
  }
  const nested: EngineDeps = { ...deps, open: open.nested }
  return deps
}
