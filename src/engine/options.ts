import { isJsonObject } from '../json.ts'
import {
  booleanCheck,
  checkedElsewhere,
  functionCheck,
  methodsCheck,
  type OptionCheck,
  type OptionChecks,
  required,
  stringCheck,
  stringsCheck,
} from '../options.ts'
import type { System } from '../system.ts'
import type { EngineLimits } from './limits.ts'
import type { LogSink } from './logs/execution-log-event.ts'
import type { Mocks } from './mocks/mock.ts'
import type { MockConfig } from './mocks/mock-config.ts'
import type { Lambdas } from './tasks/lambda/lambda-handler.ts'
import type { SdkClient } from './tasks/sdk/service-clients.ts'
import type { TaskHandlers } from './tasks/task-handler.ts'

/**
 * The options of an embedded engine.
 *
 * @example
 * createLocal({ region: 'eu-central-1', lambdas: { double: ({ n }) => n * 2 } })
 */
export interface EngineOptions {
  /** Time, randomness and ids. Default those of the machine. */
  readonly system?: System
  /** The region of requests that are not signed for another one. Default `us-east-1`. */
  readonly region?: string
  /** 12 digits: the account of requests whose access key is not one. Default `123456789012`. */
  readonly accountId?: string
  /**
   * Lambda functions that run in this process, by name (`resize`, or `resize:live` for one version or alias), by resource
   * (`lambda/resize`) or by ARN: a function, its file and name (`resize.ts#handler`), or one of these with a configuration.
   */
  readonly lambdas?: Lambdas
  /** The URL of a Lambda API, for all functions that `lambdas` does not have. */
  readonly lambdaEndpoint?: string | undefined
  /**
   * Functions that perform service integrations, by resource (`sqs:sendMessage`, `sqs:sendMessage.waitForTaskToken`), by its ARN or
   * by service (`sqs`). The function whose key is the most precise is called.
   */
  readonly taskHandlers?: TaskHandlers
  /**
   * Mocks of tasks, by the name of a state or by resource. A mock comes before any function, service or worker; the
   * events, timeouts and retries of the task stay.
   */
  readonly mocks?: Mocks
  /**
   * Mocks in the format of Step Functions Local, or a function that returns them when an execution starts. `#TestCase` behind the state
   * machine's ARN or name chooses the test case of an execution.
   */
  readonly mockConfig?: MockConfig | (() => MockConfig)
  /** The limits of the engine, so that it can be left running. The defaults suit the heap of the process. */
  readonly limits?: EngineLimits
  /** Receives the log events of executions whose state machine has a logging configuration. */
  readonly logs?: LogSink | undefined
  /**
   * The URLs of emulators to which service integrations send their calls, by service (`sqs`, `dynamodb`, `events`), or one URL for all.
   * `*` is for all services that are not named. Log events also go to that of `logs`, where their log groups must exist, and
   * changes of the status of executions to that of `events`. `http` and
   * `execute-api` replace the origin of the requests of `http:invoke` and `apigateway:invoke`.
   *
   * @example
   * createLocal({ serviceEndpoints: { '*': 'http://localhost:5000', dynamodb: 'http://localhost:8000' } })
   */
  readonly serviceEndpoints?: string | Readonly<Record<string, string>> | undefined
  /** SDK clients by service, for calls that must not go to `serviceEndpoints`. Their retries and credentials are their own. */
  readonly clients?: Readonly<Record<string, SdkClient>>
  /** True if services without an endpoint or a client are those of AWS, with the SDK's default credentials. Default false. */
  readonly awsServices?: boolean | undefined
}

const functionsBy = (key: string): OptionCheck => ({
  expected: `an object of functions by ${key}`,
  fits: (functions: unknown) =>
    functions === Object(functions) && Object.values(Object(functions)).every((one) => typeof one === 'function'),
})

const isUrl = (value: unknown): boolean => typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value)

const urlCheck = (example: string): OptionCheck => stringCheck(`a URL such as ${example}`, isUrl)

const isClient = (value: unknown): boolean => typeof Reflect.get(Object(value), 'send') === 'function'

export const engineChecks: OptionChecks<EngineOptions> = {
  system: methodsCheck('a System', 'now', 'sleep', 'after', 'yield', 'random', 'uuid'),
  region: stringCheck('the name of a region', (name) => /^[a-z0-9-]+$/.test(name)),
  accountId: stringCheck('12 digits', (id) => /^\d{12}$/.test(id)),
  lambdas: { expected: 'an object of functions by the names of Lambda functions', fits: isJsonObject },
  lambdaEndpoint: urlCheck('http://localhost:3001'),
  taskHandlers: functionsBy('the resources of tasks'),
  mocks: checkedElsewhere,
  mockConfig: checkedElsewhere,
  limits: { expected: 'an object of limits', fits: isJsonObject },
  logs: functionCheck,
  serviceEndpoints: {
    expected: 'a URL such as http://localhost:5000, or an object of URLs by service',
    fits: (given: unknown) => isUrl(given) || (isJsonObject(given) && Object.values(given).every(isUrl)),
  },
  clients: {
    expected: 'an object of SDK clients by service',
    fits: (clients: unknown) => isJsonObject(clients) && Object.values(clients).every(isClient),
  },
  awsServices: booleanCheck,
}

/**
 * The address of an HTTP server.
 *
 * @example
 * await local.listen({ port: 8083 })
 */
export interface ListenOptions {
  /** 0 for any that is free. */
  readonly port: number
  /** Default `127.0.0.1`, which only this machine can reach. */
  readonly host?: string | undefined
  /** Host names, besides IP addresses and localhost, that clients use for the server. Others are refused (DNS rebinding). */
  readonly allowedHosts?: readonly string[] | undefined
  /** A secret that each request must carry, as the access key id of the client's credentials or as a bearer token. Default: none. */
  readonly token?: string | undefined
}

const isPort: OptionCheck = {
  expected: 'a port from 0 to 65535, 0 for any that is free',
  fits: (port: number) => Number.isInteger(port) && port >= 0 && port <= 65_535,
}

export const listenChecks: OptionChecks<ListenOptions> = {
  port: required(isPort),
  host: stringCheck('a host'),
  allowedHosts: stringsCheck('an array of host names'),
  token: stringCheck('a string of at least 8 characters without spaces', (token) => /^\S{8,}$/.test(token)),
}
