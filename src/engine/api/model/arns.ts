import { parseArn, unqualifiedArn } from '../../../arn.ts'
import { ApiError } from '../../api-error.ts'

/** The kinds of things that Step Functions names by ARN. */
type ResourceType = 'stateMachine' | 'execution' | 'express' | 'activity' | 'mapRun'

/** `arn:aws:states:us-east-1:123456789012:stateMachine:name:qualifier`, taken apart. */
export interface StatesResource {
  readonly type: ResourceType
  /** What follows the type: `['name', 'qualifier']`. */
  readonly parts: readonly string[]
  /** The label of the Distributed Map state that the first part names, if any: `name/label`. */
  readonly label: string | undefined
}

/**
 * Reads an ARN that an operation was given.
 * @throws ApiError InvalidArn where it is no ARN, or names something that the operation does not take.
 */
export const readStatesArn = (arn: string, ...types: ResourceType[]): StatesResource => {
  if (!arn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${arn}`)
  const { service = '', resource: [type = '', ...parts] = [] } = parseArn(arn) ?? {}
  if (service !== 'states') throw invalidArn(`Invalid ARN service: ${service}`)
  const taken = types.find((candidate) => candidate === type)
  if (!taken) throw invalidArn(`Resource type not valid in this context: ${type}`)
  if (parts.length === 0 || parts.includes('')) throw invalidArn(`Invalid ARN resource: ${arn}`)
  return { type: taken, parts, label: parts[0]?.split('/')[1] }
}

/**
 * A state machine's ARN without and with its version or alias: `…:stateMachine:name` and `…:stateMachine:name:PROD`.
 */
export interface QualifiedArn {
  readonly arn: string
  readonly qualifiedArn: string
  /** The number of a version or the name of an alias. */
  readonly qualifier: string | undefined
}

/**
 * @throws ApiError InvalidArn; ValidationException for the ARN of a Distributed Map state, which no operation takes.
 */
export const readStateMachineArn = (qualifiedArn: string): QualifiedArn => {
  const { parts, label } = readStatesArn(qualifiedArn, 'stateMachine')
  if (label !== undefined)
    throw new ApiError(
      'ValidationException',
      `State machine ARNs with a Map state's label are not supported by this operation: '${qualifiedArn}'`,
      { reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS' },
    )
  return { arn: unqualifiedArn(qualifiedArn), qualifiedArn, qualifier: parts[1] }
}

/** Whether a qualifier is the number of a version; the name of an alias is none. */
export const isVersion = (qualifier: string | undefined): boolean => /^\d+$/.test(qualifier ?? '')

const invalidArn = (what: string) => new ApiError('InvalidArn', `Invalid Arn: '${what}'`)
