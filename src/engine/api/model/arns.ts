import { parseArn, unqualifiedArn } from '../../../arn.ts'
import { ApiError } from '../../api-error.ts'

/** The types of resources that have an ARN of Step Functions. */
type ResourceType = 'stateMachine' | 'execution' | 'express' | 'activity' | 'mapRun'

/** The resource of an ARN: `…:stateMachine:name:qualifier`. */
export interface StatesResource {
  readonly type: ResourceType
  /** The parts behind the type: `['name', 'qualifier']`. */
  readonly parts: readonly string[]
  /** The label of the distributed Map state that the first part names, if any: `name/label`. */
  readonly label: string | undefined
}

/**
 * Reads an ARN in the input of an operation, which accepts resources of `types`.
 * @throws ApiError InvalidArn if it is not an ARN, or of another type
 */
export const readStatesArn = (arn: string, ...types: ResourceType[]): StatesResource => {
  if (!arn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${arn}`)
  const { service = '', resource: [type = '', ...parts] = [] } = parseArn(arn) ?? {}
  if (service !== 'states') throw invalidArn(`Invalid ARN service: ${service}`)
  const accepted = types.find((candidate) => candidate === type)
  if (!accepted) throw invalidArn(`Resource type not valid in this context: ${type}`)
  if (parts.length === 0 || parts.includes('')) throw invalidArn(`Invalid ARN resource: ${arn}`)
  return { type: accepted, parts, label: parts[0]?.split('/')[1] }
}

/** The ARN of a state machine, a version or an alias: `…:stateMachine:name:PROD`. */
export interface QualifiedArn {
  /** The ARN of the state machine: `…:stateMachine:name`. */
  readonly arn: string
  /** The number of a version or the name of an alias. */
  readonly qualifier: string | undefined
}

/**
 * Reads the ARN of a state machine, a version or an alias.
 * @throws ApiError InvalidArn; ValidationException for the ARN of a distributed Map state, which no operation accepts
 */
export const readStateMachineArn = (qualifiedArn: string): QualifiedArn => {
  const { parts, label } = readStatesArn(qualifiedArn, 'stateMachine')
  if (label !== undefined)
    throw new ApiError(
      'ValidationException',
      `State machine ARNs with a Map state's label are not supported by this operation: '${qualifiedArn}'`,
      { reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS' },
    )
  return { arn: unqualifiedArn(qualifiedArn), qualifier: parts[1] }
}

/** True if a qualifier is the number of a version. Otherwise it is the name of an alias. */
export const isVersion = (qualifier: string | undefined): boolean => /^\d+$/.test(qualifier ?? '')

const invalidArn = (what: string) => new ApiError('InvalidArn', `Invalid Arn: '${what}'`)
