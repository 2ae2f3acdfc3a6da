import { parseArn } from '../arn.ts'
import { handledResource, resourceName } from '../dsl/handled-resource.ts'
import type { AslObject } from '../specs/asl-object.ts'
import { isDistributed, type MachineNode } from '../specs/read-machine.ts'
import { isStateType, type StateType } from '../specs/state-types.ts'
import { ownValue, valueAtPath } from '../specs/value-at-path.ts'

/** The work of a state, in short lines: the service of a task, the duration of a Wait state, the error of a Fail state. */
export const stateDetails = (fields: AslObject): string[] =>
  isStateType(fields.Type) ? details[fields.Type](fields) : []

const details: Readonly<Record<StateType, (fields: AslObject) => string[]>> = {
  Task: (fields) => taskDetails(fields),
  Choice: () => [],
  Pass: () => ['Pass'],
  Wait: (fields) => [waitDetails(fields)],
  Succeed: () => ['Succeed'],
  Fail: ({ Error: error, ErrorPath: path }) => [`Fail${suffix(error ?? path)}`],
  Parallel: () => ['Parallel'],
  Map: (fields) => [mapDetails(fields)],
}

const suffix = (value: unknown): string => (typeof value === 'string' ? `: ${value}` : '')

/** The resource in short form, and the function or state machine that it names. */
const taskDetails = ({ Resource: resource, Parameters, Arguments = Parameters }: AslObject): string[] => {
  if (typeof resource !== 'string') return []
  const name = resourceName(handledResource(withoutColons(resource)))
  const target = ownValue(Arguments, 'FunctionName') ?? ownValue(Arguments, 'StateMachineArn')
  return typeof target === 'string' ? [name, lastPart(target)] : [name]
}

const lastPart = (nameOrArn: string): string =>
  parseArn(withoutColons(nameOrArn))?.resource.slice(1).join(':') ?? nameOrArn

/** An ARN whose parameters, such as `${AWS::Region}`, have no colons, so that it can be split. Any other string stays as it is. */
const withoutColons = (text: string): string =>
  text.startsWith('arn:') ? text.replaceAll(/\$\{[^}]*\}/g, (parameter) => parameter.replaceAll(':', '')) : text

const waitDetails = ({ Seconds, SecondsPath, Timestamp, TimestampPath }: AslObject): string => {
  const seconds = Seconds ?? SecondsPath
  if (seconds !== undefined) return typeof seconds === 'number' ? `Wait ${seconds} s` : `Wait ${seconds} seconds`
  return `Wait until ${Timestamp ?? TimestampPath}`
}

const mapDetails = (fields: AslObject): string => {
  const mode = valueAtPath(fields, ['ItemProcessor', 'ProcessorConfig', 'Mode'])
  const { MaxConcurrency: concurrency, MaxConcurrencyPath: path = concurrency } = fields
  return [
    mode === 'DISTRIBUTED' ? 'Distributed Map' : 'Map',
    ...(path === undefined || path === 0 ? [] : [`at most ${path} at once`]),
  ].join(', ')
}

/** The label of a machine inside a state. */
export const machineLabel = (machine: MachineNode, index: number): string => {
  if (machine.kind === 'processor') return isDistributed(machine) ? 'each item, as a child execution' : 'each item'
  return machine.kind === 'branch' ? `branch ${index + 1}` : ''
}
