import type { AwsEnvironment } from '../../../arn.ts'
import { canonicalServiceName, type SdkService, sdkServiceNamed } from '../../../specs/sdk-services.ts'
import { allowOnly } from './allow-only.ts'
import { type ClientPackage, type LoadClientPackage, loadFromProject } from './load-client-package.ts'
import { ALL, isOutsideAws } from './service-names.ts'

/**
 * A client of the AWS SDK for JavaScript (version 3).
 *
 * @example
 * const { SQSClient } = await import('@aws-sdk/client-sqs')
 * createLocal({ clients: { sqs: new SQSClient({ region: 'us-east-1', endpoint: 'http://localhost:5000' }) } })
 */
export interface SdkClient {
  // biome-ignore lint/suspicious/noExplicitAny: each client accepts the commands of its own service
  send(command: any, options?: any): Promise<unknown>
}

/** The destinations of the calls of service integrations. */
export interface ServiceClientsOptions {
  /** Clients by service. */
  readonly clients?: Readonly<Record<string, SdkClient>> | undefined
  /** URLs by service; `*` is for all other services of AWS. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** True if services without a client or an endpoint are those of AWS itself. */
  readonly awsServices?: boolean | undefined
  readonly load?: LoadClientPackage
}

/** The dependencies of a call of a service. */
export interface ServiceConnection {
  readonly service: SdkService
  readonly client: SdkClient
  /** The commands and exceptions of the client. */
  readonly exports: ClientPackage
}

/** Why a service cannot be called, and what the user can do about it. */
export interface ServiceProblem {
  readonly problem: string
  readonly remedy: string
}

/** The clients of one account and region. Each is created when it is first needed. */
export class ServiceClients {
  readonly #options: ServiceClientsOptions
  readonly #environment: AwsEnvironment
  readonly #given: ReadonlyMap<string, SdkClient>
  readonly #endpoints: ReadonlyMap<string, string>
  readonly #connections = new Map<string, ServiceConnection>()
  readonly #created: SdkClient[] = []

  constructor(options: ServiceClientsOptions, environment: AwsEnvironment) {
    this.#options = options
    this.#environment = environment
    this.#given = byService(options.clients ?? {})
    this.#endpoints = byService(options.endpoints ?? {})
  }

  /** True if calls have somewhere to go. */
  reaches(service: string): boolean {
    return this.#given.has(service) || this.endpointOf(service) !== undefined || this.allowsAws
  }

  /** True if calls may go to AWS itself. */
  get allowsAws(): boolean {
    return this.#options.awsServices ?? false
  }

  endpointOf(service: string): string | undefined {
    return this.#endpoints.get(service) ?? (isOutsideAws(service) ? undefined : this.#endpoints.get(ALL))
  }

  /** The client of a service and its commands. It is loaded from the user's project, once. */
  connect(name: string): ServiceConnection | ServiceProblem {
    const known = this.#connections.get(name)
    if (known) return known
    const service = sdkServiceNamed(name)
    if (!service) return { problem: `the AWS SDK has no client of ${name}`, remedy: 'Call another service' }
    if (!this.reaches(name)) return { problem: 'no call goes to AWS itself', remedy: remedyOf(name) }
    const exports = this.#load(service.packageName)
    if (!exports) return notInstalled(service)
    const connection = { service, exports, client: this.#given.get(name) ?? this.#create(name, exports) }
    this.#connections.set(name, connection)
    return connection
  }

  /** Closes the connections of the clients that were created here. */
  close(): void {
    for (const client of this.#created) {
      const destroy: unknown = Reflect.get(client, 'destroy')
      if (typeof destroy === 'function') destroy.call(client)
    }
  }

  /** The client with the HTTP/1.1 connections of another client, if its own are HTTP/2. */
  #withHttp1(Client: ClientClass, config: object): SdkClient {
    const client = new Client(config)
    const sfn = needsHttp2(client) ? this.#load('@aws-sdk/client-sfn') : undefined
    if (!sfn) return client
    const requestHandler = requestHandlerOf(new (clientClassOf(sfn))(config))
    return new Client({ ...config, requestHandler })
  }

  #load(packageName: string): ClientPackage | undefined {
    return (this.#options.load ?? loadFromProject)(packageName)
  }

  #create(name: string, exports: ClientPackage): SdkClient {
    const Client = clientClassOf(exports)
    const endpoint = this.endpointOf(name)
    const { region, accountId } = this.#environment
    const config = { region, maxAttempts: 1, ...(endpoint !== undefined && onEndpoint(endpoint, accountId)) }
    const client = endpoint?.startsWith('http:') ? this.#withHttp1(Client, config) : new Client(config)
    if (endpoint !== undefined) allowOnly(client, endpoint)
    this.#created.push(client)
    return client
  }
}

/** True if a client speaks HTTP/2 only, as those of services with streams do. Emulators speak HTTP/1.1 without TLS. */
const needsHttp2 = (client: SdkClient): boolean => {
  const metadata: unknown = Reflect.get(Object(requestHandlerOf(client)), 'metadata')
  return Reflect.get(Object(metadata), 'handlerProtocol') === 'h2'
}

const requestHandlerOf = (client: SdkClient): unknown =>
  Reflect.get(Object(Reflect.get(client, 'config')), 'requestHandler')

/** The values by the name of the service after `aws-sdk:`. */
const byService = <T>(given: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(given).map(([name, value]) => [canonicalServiceName(name) ?? name, value]))

/** The settings of a client on an endpoint. No setting of the machine may replace the endpoint. */
const onEndpoint = (endpoint: string, accountId: string) => ({
  endpoint,
  // Emulators that have several accounts take an access key of 12 digits as the account.
  credentials: { accessKeyId: accountId, secretAccessKey: 'local' },
  disableHostPrefix: true,
  useQueueUrlAsEndpoint: false,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  forcePathStyle: true,
})

const remedyOf = (name: string): string =>
  `Name an emulator (--service-endpoint ${name}=<url>, or createLocal({ serviceEndpoints: { ${name}: url } })), pass a client (createLocal({ clients: { ${name}: client } })), call AWS (--aws-services)`

const notInstalled = ({ packageName }: SdkService): ServiceProblem => ({
  problem: `${packageName} is not installed`,
  remedy: `Run npm install ${packageName}`,
})

type ClientClass = new (config: object) => SdkClient

/** The one class that sends every command: `SQSClient`. The SDK also exports its base class, `__Client`. */
const clientClassOf = (exports: ClientPackage): ClientClass => {
  const found = Object.entries(exports).find(([name, value]) => /^[A-Za-z].*Client$/.test(name) && isClass(value))
  if (!found || !isClass(found[1])) throw new TypeError('a package of the AWS SDK must export a client')
  return found[1]
}

const isClass = (value: unknown): value is ClientClass => typeof value === 'function'
