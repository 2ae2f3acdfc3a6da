import { methodsCheck, type OptionCheck, type OptionChecks, required, stringCheck } from '../options.ts'
import type { System } from '../system.ts'
import type { Services } from './create-engine-deps.ts'

/** What an engine is made with. */
export interface EngineOptions extends Services {
  /** Time, chance and ids. Default: the machine's own. */
  readonly system?: System
  /** Default `us-east-1`. */
  readonly region?: string
  /** Default `123456789012`. */
  readonly accountId?: string
}

const functionsBy = (key: string): OptionCheck => ({
  expected: `an object of functions by ${key}`,
  fits: (functions: unknown) =>
    functions === Object(functions) && Object.values(Object(functions)).every((one) => typeof one === 'function'),
})

export const engineChecks: OptionChecks<EngineOptions> = {
  system: methodsCheck('a System', 'now', 'sleep', 'after', 'yield', 'random', 'uuid'),
  region: stringCheck('the name of a region', (name) => /^[a-z0-9-]+$/.test(name)),
  accountId: stringCheck('12 digits', (id) => /^\d{12}$/.test(id)),
  lambdas: functionsBy('the names of Lambda functions'),
  lambdaEndpoint: stringCheck(
    'a URL such as http://localhost:3001',
    (url) => /^https?:/.test(url) && URL.canParse(url),
  ),
  taskHandlers: functionsBy('the resources of tasks'),
}

/** Where a server is to listen. */
export interface ListenOptions {
  /** 0 for any that is free. */
  readonly port: number
  /** Default `127.0.0.1`: this machine alone. */
  readonly host?: string | undefined
}

const isPort: OptionCheck = {
  expected: 'a port from 0 to 65535, 0 for any that is free',
  fits: (port: number) => Number.isInteger(port) && port >= 0 && port <= 65_535,
}

export const listenChecks: OptionChecks<ListenOptions> = { port: required(isPort), host: stringCheck('a host') }
