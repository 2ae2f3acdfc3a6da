import { optimizedActions } from './service-model/optimized-actions.ts'
import { packedServiceIds } from './service-model/service-ids-data.ts'
import { unpack } from './service-model/unpack.ts'

/** A service by the names that AWS's SDKs derive from its id. */
export interface SdkService {
  /** The name after `aws-sdk:`: `secretsmanager`. */
  readonly name: string
  /** The package of its client for JavaScript: `@aws-sdk/client-secrets-manager`. */
  readonly packageName: string
  /** The name of its client for Java, which error names begin with: `SecretsManager`. */
  readonly javaName: string
}

/**
 * A service by its name after `aws-sdk:`; `undefined` if there is none, or AWS has retired it.
 * @example
 * sdkServiceNamed('dynamodb') // { name: 'dynamodb', packageName: '@aws-sdk/client-dynamodb', javaName: 'DynamoDb' }
 */
export const sdkServiceNamed = (name: string): SdkService | undefined => {
  const id = serviceIds().get(name)
  if (id === undefined) return undefined
  return {
    name,
    packageName: `@aws-sdk/client-${id.toLowerCase().replaceAll(' ', '-')}`,
    javaName: javaServiceName(id),
  }
}

/** All services that have a client, by their names after `aws-sdk:`. */
export const sdkServiceNames = (): readonly string[] => [...serviceIds().keys()]

/**
 * The service that an endpoint or a client is given for: by its name after `aws-sdk:`, or by that of an optimized integration.
 * @example
 * canonicalServiceName('events') // 'eventbridge'
 */
export const canonicalServiceName = (name: string): string | undefined => {
  if (serviceIds().has(name)) return name
  const [action] = optimizedActions.get(name)?.values() ?? []
  return aliases.get(name) ?? action?.calls?.split(':')[0]
}

/** Names that AWS's endpoints and command line have for services, if they differ from both names in resources. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['logs', 'cloudwatchlogs'],
  ['states', 'sfn'],
  ['stepfunctions', 'sfn'],
])

const serviceIds = (): ReadonlyMap<string, string> => {
  ids ??= new Map(
    unpack(packedServiceIds())
      .split('\n')
      .map((id) => [serviceNameOf(id), id]),
  )
  return ids
}

let ids: ReadonlyMap<string, string> | undefined

/** The id in the package names of the AWS SDK for Java 2.x (DefaultNamingStrategy.getServiceName). */
const serviceNameOf = (id: string): string =>
  id
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase()
    .replace(/^(?:amazon|aws)/, '')
    .replace(/service$/, '')

const javaServiceName = (id: string): string =>
  javaClassName(id)
    .replace(/^(?:Amazon|Aws)/, '')
    .replace(/Service$/, '')

/**
 * A name as the AWS SDK for Java 2.x writes it in the names of its classes (CodegenNamingUtils).
 * @example
 * javaClassName('KMSInvalidStateException') // 'KmsInvalidStateException'
 * javaClassName('DynamoDB') // 'DynamoDb'
 */
export const javaClassName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replace(/([a-z])(?=[A-Z][a-zA-Z0-9])/g, '$1 ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('')
