import type { AwsEnvironment } from '../../arn.ts'
import type { RequestValue } from './request-value.ts'

/** A resource that a task uses. */
export interface NeededResource {
  /** The ARN; with `<…>` for the parts that are not known. */
  readonly arn: string
  /** The reason why the ARN is not known. */
  readonly unknown?: string
}

/** A permission that a task needs. */
export interface Need {
  readonly actions: readonly string[]
  readonly resources: readonly NeededResource[]
  readonly condition?: Readonly<Record<string, unknown>>
  /** The reason why the actions are not known. */
  readonly unknown?: string
}

/** The facts about a task besides its request. */
export interface CallContext {
  readonly environment: AwsEnvironment
  /** The action as the resource names it: `sendMessage`. */
  readonly action: string
  /** True if the task waits for the end of a job. */
  readonly isSync: boolean
  /** The name of the state machine as AWS stores it. */
  readonly ownName: string | undefined
}

/** The permissions that an integration needs for a request. */
export type Rule = (request: RequestValue, context: CallContext) => readonly Need[]

export const need = (
  actions: string | readonly string[],
  resources: NeededResource | readonly NeededResource[],
  condition?: Need['condition'],
): Need => ({
  actions: typeof actions === 'string' ? [actions] : actions,
  resources: 'arn' in resources ? [resources] : resources,
  ...(condition && { condition }),
})

/** Every resource: for actions that IAM does not restrict to one (service authorization reference). */
export const everything: NeededResource = { arn: '*' }

export const known = (arn: string): NeededResource => ({ arn })

export const unknownResource = (arn: string, unknown: string): NeededResource => ({ arn, unknown })

/** An ARN in the state machine's region and account. */
export const ownArn = ({ environment }: Pick<CallContext, 'environment'>, service: string, resource: string): string =>
  `arn:${environment.partition}:${service}:${environment.region}:${environment.accountId}:${resource}`

/** An ARN of a service whose ARNs have neither a region nor an account: `arn:aws:s3:::bucket`. */
export const globalArn = (
  { environment }: Pick<CallContext, 'environment'>,
  service: string,
  resource: string,
): string => `arn:${environment.partition}:${service}:::${resource}`

/** Separators alone show nothing about a name. */
const hasKnownPart = (pattern: string): boolean => /[a-z0-9]/i.test(pattern)

const wholeSubstitution = /^\$\{([^}]+)\}$/

/**
 * The resource that a member of a request names, by its name or its ARN. A name that is computed as a whole is not known.
 * @param member the name of the member, for messages.
 * @param prefix the ARN up to the name.
 */
export const namedResource = (value: RequestValue, member: string, prefix: string): NeededResource => {
  const { pattern } = value
  const placeholder = `${prefix}<${member}>`
  if (pattern === undefined) return unknownResource(placeholder, `"${member}" is not given`)
  if (!hasKnownPart(pattern)) return unknownResource(placeholder, `"${member}" is computed when the execution runs`)
  const [, substitution] = wholeSubstitution.exec(pattern) ?? []
  if (pattern.startsWith('arn:') || (substitution && /arn$/i.test(substitution))) return known(pattern)
  if (substitution === undefined || /name$/i.test(substitution)) return known(`${prefix}${pattern}`)
  return unknownResource(
    placeholder,
    `"${member}" is "${pattern}", a name or an ARN; a substitution that ends in "Name" or "Arn" is known`,
  )
}

/** The resource that a member of a request names by its ARN. */
export const arnResource = (value: RequestValue, member: string): NeededResource => {
  const { pattern } = value
  if (pattern === undefined) return unknownResource(`<${member}>`, `"${member}" is not given`)
  if (/^(?:arn:|\$\{)/.test(pattern)) return known(pattern)
  const reason = value.isDynamic ? 'is computed when the execution runs' : `is ${JSON.stringify(pattern)}, not an ARN`
  return unknownResource(`<${member}>`, `"${member}" ${reason}`)
}

/** The resource whose id AWS or the execution generates: all of its kind if the id is computed. */
export const generatedResource = (value: RequestValue, prefix: string): NeededResource => {
  const { pattern = '*' } = value
  return known(pattern.startsWith('arn:') ? pattern : `${prefix}${pattern}`)
}

/** The permission to pass a role to a service. */
export const passRole = (
  value: RequestValue,
  member: string,
  { context, service }: { readonly context: CallContext; readonly service?: string },
): Need[] => {
  if (value.isAbsent) return []
  const { partition, accountId } = context.environment
  const role = namedResource(value, member, `arn:${partition}:iam::${accountId}:role/`)
  return [need('iam:PassRole', role, service ? { StringEquals: { 'iam:PassedToService': service } } : undefined)]
}

/** The permission to manage the rule of EventBridge that reports the end of a job to Step Functions. */
export const managedRule = (context: CallContext, name: string): Need =>
  need(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'], known(ownArn(context, 'events', `rule/${name}`)))

/** Permissions that only a task that waits for a job needs. */
export const ifSync = ({ isSync }: CallContext, ...needs: readonly Need[]): readonly Need[] => (isSync ? needs : [])
