import type { IntegrationPattern } from './service-integrations.ts'
import { DescribedService } from './service-model/described-service.ts'
import { asInApi, asInSdk, type MemberNaming } from './service-model/member-names.ts'
import { type OptimizedAction, optimizedActions } from './service-model/optimized-actions.ts'
import { packedShapes } from './service-model/shapes-data.ts'
import { unpack } from './service-model/unpack.ts'
import { anyValue, type MemberShape, parseMember, type StructureShape } from './service-model/value-shape.ts'

/**
 * The members of an action's request by the names that a task's Parameters or Arguments have for them; `undefined` if they are not known.
 * Step Functions also takes an object where the service expects a string, and writes it as JSON.
 * @param service as it is written in a resource before the action: `sqs`, `aws-sdk:sqs`.
 * @example
 * inputMembersOf('aws-sdk:rds', 'stopDBInstance')?.get('DbInstanceIdentifier')?.isRequired // true
 */
export const inputMembersOf = (service: string, action: string): ReadonlyMap<string, MemberShape> | undefined => {
  const sdkService = sdkServiceOf(service)
  if (sdkService !== undefined) return sdkShapes(sdkService)?.requestOf(action)?.members
  const optimized = optimizedActions.get(service)?.get(action)
  return optimized && optimizedMembers(optimized)
}

/**
 * The response of an action, with the names that a task's result has for its members; `undefined` if it is not known. A task that waits for
 * its token gets the output of SendTaskSuccess, and with `.sync` the response of the action that Step Functions polls.
 * @param service as it is written in a resource before the action: `sqs`, `aws-sdk:sqs`.
 * @example
 * outputShapeOf('states', 'startExecution', 'sync:2')?.members.get('Status')?.isRequired // true
 */
export const outputShapeOf = (
  service: string,
  action: string,
  pattern?: IntegrationPattern,
): StructureShape | undefined => {
  if (pattern === 'waitForTaskToken') return undefined
  const sdkService = sdkServiceOf(service)
  if (sdkService !== undefined) return sdkShapes(sdkService)?.responseOf(action)
  const optimized = optimizedActions.get(service)?.get(action)
  if (!optimized) return undefined
  return pattern === undefined ? optimizedResponse(optimized) : polledResponse(optimized, pattern)
}

const SDK = 'aws-sdk:'

/** `aws-sdk:sqs` -> `sqs`. */
const sdkServiceOf = (service: string): string | undefined =>
  service.startsWith(SDK) ? service.slice(SDK.length) : undefined

const packedServices = (): ReadonlyMap<string, string> => {
  packed ??= packedShapes()
  return packed
}

let packed: ReadonlyMap<string, string> | undefined

/** The shapes of a service of the SDK in one spelling of its members; a service is unpacked when it is first needed. */
const shapesNamed = (naming: MemberNaming): ((service: string) => DescribedService | undefined) => {
  const read = new Map<string, DescribedService>()
  return (service) => {
    const known = read.get(service)
    if (known) return known
    const text = packedServices().get(service)
    if (text === undefined) return undefined
    const shapes = new DescribedService(JSON.parse(unpack(text)), naming)
    read.set(service, shapes)
    return shapes
  }
}

const sdkShapes = shapesNamed(asInSdk)
const apiShapes = shapesNamed(asInApi)

/** `sfn:startExecution` -> its service and its action. */
const splitCall = (call: string): [service: string, action: string] => {
  const colon = call.indexOf(':')
  return [call.slice(0, colon), call.slice(colon + 1)]
}

const optimizedMembers = ({ calls, members = [] }: OptimizedAction): ReadonlyMap<string, MemberShape> | undefined => {
  const own = members.map((member): [string, MemberShape] => {
    const { name, isRequired } = parseMember(member)
    return [name, { isRequired, shape: anyValue }]
  })
  if (calls === undefined) return new Map(own)
  const [service, action] = splitCall(calls)
  const request = apiShapes(service)?.requestOf(action)
  return request && new Map([...request.members, ...own])
}

const optimizedResponse = ({ calls, hasOwnResponse, parsed = [] }: OptimizedAction): StructureShape | undefined =>
  calls === undefined || hasOwnResponse ? undefined : responseOf(calls, parsed)

/** The input and the output of a child execution are strings with `.sync` and parsed with `.sync:2`. */
const polledResponse = ({ polls }: OptimizedAction, pattern: IntegrationPattern): StructureShape | undefined =>
  polls === undefined ? undefined : responseOf(polls, pattern === 'sync:2' ? ['Input', 'Output'] : [])

const responseOf = (call: string, parsed: readonly string[]): StructureShape | undefined => {
  const [service, action] = splitCall(call)
  const shape = apiShapes(service)?.responseOf(action)
  if (!shape || parsed.length === 0) return shape
  const members = new Map(shape.members)
  for (const name of parsed) members.set(name, { isRequired: members.get(name)?.isRequired ?? false, shape: anyValue })
  return { kind: 'structure', members }
}
