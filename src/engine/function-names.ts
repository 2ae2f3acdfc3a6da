import { fromAwsName } from '../arn.ts'
import { nearest } from '../nearest.ts'
import { RecentlyUsed } from '../recently-used.ts'
import { isOffered, parseServiceIntegration } from '../specs/service-integrations.ts'
import { actionsOf, isKnownService, serviceNames } from '../specs/service-model.ts'

type Functions<F> = Readonly<Record<string, F>>

/** Why a key is not the name of a function, and what to write instead. */
type NameProblem = { readonly problem: string }

/**
 * Returns Lambda functions by the names under which calls find them: `f`, or `f:live` for one version or alias. They may be given
 * under a resource (`lambda/f`, `lambda/f:live`) or an ARN.
 * @param label what messages call the functions: `options.lambdas`.
 * @throws TypeError for a key that names no Lambda function, and for two keys that name the same one.
 */
export const lambdasByName = <F>(label: string, lambdas: Functions<F>): Functions<F> =>
  byName(label, lambdas, (key) => lambdaNames.get(key, () => lambdaName(key)))

/**
 * Returns task handlers by the names under which calls find them: `sqs`, `sqs:sendMessage`, `sqs:sendMessage.waitForTaskToken`.
 * They may be given under an ARN.
 * @throws TypeError for a key that names no service integration, and for two keys that name the same one.
 */
export const taskHandlersByName = <F>(label: string, handlers: Functions<F>): Functions<F> =>
  byName(label, handlers, (key) => integrationNames.get(key, () => integrationName(key)))

/**
 * Returns mocks by the names under which tasks find them: a resource may be given as an ARN, and any other key is the name of a state.
 * @throws TypeError for an action that its service does not have, and for two keys that name the same resource.
 */
export const mocksByName = <M>(label: string, mocks: Functions<M>): Functions<M> =>
  byName(label, mocks, mockName, 'resource')

/** The names under which a resource can be mocked, the most precise first: `sqs:sendMessage.waitForTaskToken`, `sqs:sendMessage`, `sqs`. */
export const mockNamesOf = (resource: string): string[] => {
  const name = resourceName(resource)
  if (name.startsWith('lambda/')) return [...new Set([name, name.replace(/:.*/s, '')])]
  const { service, action, suffix } = partsOf(name)
  return action === undefined ? [name] : [...new Set([name, name.slice(0, name.length - suffix.length), service])]
}

/** Each run of a test names the same few functions. */
const lambdaNames = new RecentlyUsed<string | NameProblem>()
const integrationNames = new RecentlyUsed<string | NameProblem>()

const byName = <F>(
  label: string,
  functions: Functions<F>,
  nameOf: (key: string) => string | NameProblem,
  noun = 'function',
): Functions<F> => {
  const keys = new Map<string, string>()
  const named = Object.entries(functions).map(([key, given]) => {
    const name = nameOf(key)
    if (typeof name !== 'string') throw new TypeError(`${label}[${JSON.stringify(key)}] ${name.problem}`)
    const other = keys.get(name)
    if (other !== undefined)
      throw new TypeError(
        `${label} has ${JSON.stringify(other)} and ${JSON.stringify(key)}, which are the same ${noun}`,
      )
    keys.set(name, key)
    return [name, given] as const
  })
  return Object.fromEntries(named)
}

const lambdaForm =
  /^(?:lambda\/|(?:arn:[^:]+:lambda:[^:]*:)?(?:\d{12}:)?function:)?([a-zA-Z0-9_-]{1,64}(?::(?:\$LATEST|[a-zA-Z0-9_-]{1,128}))?)$/

const lambdaName = (key: string): string | NameProblem => {
  const name = lambdaForm.exec(key)?.[1]
  if (name !== undefined && !isIntegration(name)) return name
  if (isIntegration(withoutArn(key)))
    return {
      problem: `is a service integration: pass its function as taskHandlers[${JSON.stringify(withoutArn(key))}]`,
    }
  return {
    problem: `must be the name of a Lambda function, such as "resize", "resize:live" or its ARN${activityHint(key)}`,
  }
}

const isIntegration = (name: string): boolean => {
  const { service, action, suffix } = partsOf(name)
  return action !== undefined && isKnownService(service) && isAction(service, action, suffix)
}

const activityHint = (key: string): string =>
  key.includes('/') ? '; the handler of an activity belongs to startWorkers' : ''

const serviceArn = /^arn:[^:]+:states:[^:]*:[^:]*:(?!activity:)/

const withoutArn = (key: string): string => key.replace(serviceArn, '')

interface IntegrationParts {
  /** `sqs`, or `aws-sdk:sqs`. */
  readonly service: string
  readonly action: string | undefined
  /** `.sync`, `.sync:2` or `.waitForTaskToken`, if any. */
  readonly suffix: string
}

const partsOf = (name: string): IntegrationParts => {
  const suffix = /\.(?:sync(?::2)?|waitForTaskToken)$/.exec(name)?.[0] ?? ''
  const [first = '', second, ...rest] = name.slice(0, name.length - suffix.length).split(':')
  if (first !== 'aws-sdk') return { service: first, action: second, suffix }
  return { service: `${first}:${second ?? ''}`, action: rest[0], suffix }
}

const integrationName = (key: string): string | NameProblem => {
  const lambda = key.startsWith('lambda/') || key.startsWith('arn:') ? lambdaForm.exec(key)?.[1] : undefined
  if (lambda !== undefined) return { problem: `is a Lambda function: pass it as lambdas[${JSON.stringify(lambda)}]` }
  const name = withoutArn(key)
  const { service, action, suffix } = partsOf(name)
  if (!isKnownService(service)) return unknownService(name, service, action)
  if (action === undefined) return suffix === '' ? name : { problem: expectedForm }
  return isAction(service, action, suffix) ? name : unknownAction(name, service, action)
}

/** A resource without its ARN: `lambda/f:live`, `activity/price`, `sqs:sendMessage.waitForTaskToken`. */
const resourceName = (resource: string): string => {
  const activity = /^arn:[^:]+:states:[^:]*:[^:]*:activity:(.+)$/.exec(resource)?.[1]
  if (activity !== undefined) return fromAwsName(activity)
  const lambda = /^(?:arn:|function:)/.test(resource) ? lambdaForm.exec(resource)?.[1] : undefined
  return lambda === undefined ? withoutArn(resource) : `lambda/${lambda}`
}

const mockName = (key: string): string | NameProblem => {
  const name = resourceName(key)
  const { service, action, suffix } = partsOf(name)
  const isWrong = action !== undefined && isKnownService(service) && !isAction(service, action, suffix)
  return isWrong ? unknownAction(name, service, action) : name
}

const expectedForm = 'must be a resource or a service, such as "sqs:sendMessage" or "sqs"'

const unknownService = (name: string, service: string, action: string | undefined): string | NameProblem => {
  const sdkName = `aws-sdk:${name}`
  if (isKnownService(`aws-sdk:${service}`))
    return { problem: `${expectedForm}; did you mean ${JSON.stringify(sdkName)}?` }
  const { hint } = nearest(service, serviceNames())
  // A service may be newer than the table of services.
  if (hint === undefined && action !== undefined && service.startsWith('aws-sdk:')) return name
  return { problem: `${expectedForm}${hint ? `; ${hint}` : activityHint(name)}` }
}

const isAction = (service: string, action: string, suffix: string): boolean => {
  const call = parseServiceIntegration(`arn:aws:states:::${service}:${action}${suffix}`)
  if (call && isOffered(call) === false) return false
  return actionsOf(service)?.includes(action) ?? true
}

const unknownAction = (name: string, service: string, action: string): NameProblem => {
  const names = (actionsOf(service) ?? []).map((known) => `${service}:${known}`)
  const isKnown = names.includes(`${service}:${action}`)
  const { hint } = isKnown ? { hint: `did you mean "${service}:${action}"?` } : nearest(`${service}:${action}`, names)
  return { problem: `names an action that Step Functions does not offer${hint ? `; ${hint}` : ''} (${name})` }
}
