import { packedActions } from './service-model/actions-data.ts'
import { optimizedActions } from './service-model/optimized-actions.ts'
import { unpack } from './service-model/unpack.ts'

/**
 * The services that a task can call, as they are written in a resource before the action: the optimized integrations, and after `aws-sdk:`
 * every service with a published model. Step Functions adds the newest of these some time after AWS publishes them.
 * @example
 * serviceNames().includes('athena') // true
 * serviceNames().includes('aws-sdk:cognitoidentityprovider') // true
 */
export const serviceNames = (): readonly string[] => [
  ...optimizedActions.keys(),
  ...[...sdkLines().keys()].map((name) => `${SDK}${name}`),
]

/**
 * True if there is a service of this name, as it is written in a resource before the action.
 * @example
 * isKnownService('aws-sdk:s3') // true
 * isKnownService('s3') // false: there is no optimized integration of S3
 */
export const isKnownService = (service: string): boolean =>
  optimizedActions.has(service) || lineOf(service) !== undefined

/**
 * The actions of a service in camel case, sorted; `undefined` if the service or its actions are not known.
 * @example
 * actionsOf('athena') // ['getQueryExecution', 'getQueryResults', 'startQueryExecution', 'stopQueryExecution']
 * actionsOf('aws-sdk:sqs')?.includes('sendMessage') // true
 */
export const actionsOf = (service: string): readonly string[] | undefined => {
  const optimized = optimizedActions.get(service)
  return optimized ? [...optimized.keys()].sort() : sdkActionsOf(service)?.offered
}

/**
 * True if a service has an action that Step Functions does not offer: the developer guide's unsupported operations, and every action that
 * streams events.
 * @example
 * isUnsupportedAction('aws-sdk:sts', 'assumeRole') // true
 */
export const isUnsupportedAction = (service: string, action: string): boolean =>
  sdkActionsOf(service)?.refused.includes(action) ?? false

/**
 * True if a task can wait with `.sync` for the job that an action starts; false for all of `aws-sdk:`.
 * @example
 * offersSync('codebuild', 'startBuild') // true
 * offersSync('codebuild', 'stopBuild') // false
 */
export const offersSync = (service: string, action: string): boolean =>
  optimizedActions.get(service)?.get(action)?.polls !== undefined

const SDK = 'aws-sdk:'

interface SdkActions {
  /** Absent if they are not known. */
  readonly offered: readonly string[] | undefined
  readonly refused: readonly string[]
}

/** The packed actions of each service, a line each, as scripts/service-model.mjs writes them; unpacked on first use. */
const sdkLines = (): ReadonlyMap<string, string> => {
  lines ??= readLines(unpack(packedActions()))
  return lines
}

let lines: ReadonlyMap<string, string> | undefined

/** `s3 Bucket:create,delete` -> its name and the rest. */
const readLines = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').map((line) => {
      const end = line.includes(' ') ? line.indexOf(' ') : line.length
      return [line.slice(0, end), line.slice(end + 1)]
    }),
  )

const lineOf = (service: string): string | undefined =>
  service.startsWith(SDK) ? sdkLines().get(service.slice(SDK.length)) : undefined

const sdkActionsOf = (service: string): SdkActions | undefined => {
  const known = readServices.get(service)
  if (known) return known
  const line = lineOf(service)
  if (line === undefined) return undefined
  const actions = readActions(line)
  readServices.set(service, actions)
  return actions
}

const readServices = new Map<string, SdkActions>()

/** `Bucket:create,delete Object:get!selectObjectContent` -> createBucket, deleteBucket, getObject; the last is refused. */
const readActions = (line: string): SdkActions => {
  const [nouns = '', refused = ''] = line.split('!')
  return {
    offered: nouns === '' ? undefined : nouns.split(' ').flatMap(readNoun).sort(),
    refused: refused === '' ? [] : refused.split(','),
  }
}

const readNoun = (entry: string): string[] => {
  const [noun = '', verbs = ''] = entry.split(':')
  return verbs.split(',').map((verb) => `${verb}${noun}`)
}
