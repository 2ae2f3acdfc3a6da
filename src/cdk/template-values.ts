import { CfnResource, type IResolvable, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { distinctName } from '../deploy/distinct-name.ts'
import { isJsonObject } from '../json.ts'

/** The values that are known only when a template is deployed, under the names that stand for them in a definition. */
export interface TemplateValues {
  /** The tokens of the CDK by name. */
  readonly tokens: ReadonlyMap<string, string>
  /** The strings from which permissions are derived, if the name alone is not enough: the ARN of a state machine. */
  readonly patterns: ReadonlyMap<string, string>
  /** Returns a copy of a value with `${Name}` for each token of the CDK, and adds the tokens to the others. */
  readonly withoutTokens: (value: unknown) => unknown
}

/** The pseudo parameters of CloudFormation, by their names here. */
const pseudoNames: Readonly<Record<string, string>> = {
  'AWS::Partition': 'AWSPartition',
  'AWS::Region': 'AWSRegion',
  'AWS::AccountId': 'AWSAccountId',
  'AWS::URLSuffix': 'AWSURLSuffix',
}

/** Creates the values of a stack: those of its account. Others are added by `withoutTokens`. */
export const templateValues = (scope: Construct): TemplateValues => {
  const stack = Stack.of(scope)
  const tokens = new Map([
    ['AWSPartition', stack.partition],
    ['AWSRegion', stack.region],
    ['AWSAccountId', stack.account],
    ['AWSURLSuffix', stack.urlSuffix],
  ])
  const patterns = new Map([['AWSURLSuffix', 'amazonaws.com']])
  const names = new Map<string, string>()
  const nameOf = (token: IResolvable): string => {
    const text = Token.asString(token)
    const name = names.get(text) ?? nameFor(token, stack, tokens)
    if (names.has(text)) return name
    names.set(text, name)
    if (!tokens.has(name)) tokens.set(name, text)
    const shown = namedResource(token)
    if (shown) patterns.set(name, shown.pattern(nameOf(shown.name)))
    return name
  }
  const withoutTokens = (value: unknown): unknown => {
    if (typeof value === 'string') return tokensIn(value).reduce((text, one) => replaced(text, one, nameOf(one)), value)
    if (Array.isArray(value)) return value.map(withoutTokens)
    if (isJsonObject(value) && !Token.isUnresolved(value))
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [withoutTokens(key), withoutTokens(inner)]))
    return isJsonObject(value) ? withoutTokens(Token.asString(value)) : value
  }
  return { tokens, patterns, withoutTokens }
}

const tokensIn = (text: string): IResolvable[] =>
  Token.isUnresolved(text) ? Tokenization.reverseString(text).tokens : []

const replaced = (text: string, token: IResolvable, name: string): string =>
  text.replaceAll(Token.asString(token), () => `\${${name}}`)

/** A name that no other value has: the name of a pseudo parameter, or a logical id and the kind of the value. */
const nameFor = (token: IResolvable, stack: Stack, taken: ReadonlyMap<string, string>): string => {
  const resolved: unknown = stack.resolve(token)
  const { Ref: referred } = isJsonObject(resolved) ? resolved : {}
  const pseudo =
    typeof referred === 'string' && Object.hasOwn(pseudoNames, referred) ? pseudoNames[referred] : undefined
  if (pseudo !== undefined) return pseudo
  return distinctName(wantedName(token, stack), taken)
}

/** Resources whose reference is their ARN (CloudFormation, return values of `Ref`). */
const refersToArn = new Set([
  'AWS::Batch::JobDefinition',
  'AWS::Batch::JobQueue',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Version',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::Activity',
  'AWS::StepFunctions::StateMachine',
  'AWS::StepFunctions::StateMachineAlias',
  'AWS::StepFunctions::StateMachineVersion',
])

/** A name that ends in `Name` or `Arn`, as the value does: permissions are derived from it. */
const wantedName = (token: IResolvable, stack: Stack): string => {
  if (!Reference.isReference(token)) return 'Value'
  const { target, displayName } = token
  const id = String(stack.resolve(Reflect.get(target, 'logicalId')) ?? target.node.id).replaceAll(/[^A-Za-z0-9]/g, '')
  if (!CfnResource.isCfnResource(target)) return id
  const type = target.cfnResourceType
  const attribute = displayName === 'Ref' ? (refersToArn.has(type) ? 'Arn' : 'Name') : displayName
  const isFunction = type.startsWith('AWS::Lambda::') && attribute === 'Arn'
  return `${id}${isFunction ? 'Function' : ''}${attribute.replaceAll(/[^A-Za-z0-9]/g, '')}`
}

interface NamedResource {
  readonly name: IResolvable
  readonly pattern: (name: string) => string
}

/** A resource whose URL or ARN is a value that must contain its name. */
const namedResource = (token: IResolvable): NamedResource | undefined => {
  if (!Reference.isReference(token) || !CfnResource.isCfnResource(token.target)) return undefined
  const { target, displayName } = token
  if (target.cfnResourceType === 'AWS::SQS::Queue' && displayName === 'Ref')
    return {
      name: target.getAtt('QueueName'),
      pattern: (name) => `https://queue.amazonaws.com/\${AWSAccountId}/\${${name}}`,
    }
  if (target.cfnResourceType === 'AWS::StepFunctions::StateMachine' && /^(?:Ref|Arn)$/.test(displayName))
    return {
      name: target.getAtt('Name'),
      pattern: (name) => `arn:\${AWSPartition}:states:\${AWSRegion}:\${AWSAccountId}:stateMachine:\${${name}}`,
    }
  return undefined
}
