import { asInApi, asInSdk, type MemberNaming } from '../../../specs/service-model/member-names.ts'
import { readShape, type SdkSchema } from './sdk-schema.ts'

/** The form of requests and responses in a state machine, which depends on the SDK for Java behind the integration. */
export interface Spelling {
  /** The names of members. */
  readonly naming: MemberNaming
  /** A time in a response. */
  readonly time: (date: Date) => string | number
  /** The encoding of bytes in requests and responses. */
  readonly bytes: 'utf8' | 'base64'
}

/**
 * For `aws-sdk:` (the SDK for Java 2.x): names as in its classes, times in ISO 8601, bytes as the string that they encode (recorded for
 * the Body of S3).
 */
export const sdkSpelling: Spelling = {
  naming: asInSdk,
  time: (date) => date.toISOString().replace('.000Z', 'Z'),
  bytes: 'utf8',
}

/**
 * For optimized integrations (version 1 of the SDK for Java, written by Jackson): names as in the API, times in milliseconds since the
 * epoch (recorded for states:startExecution), bytes in base64.
 */
export const optimizedSpelling: Spelling = { naming: asInApi, time: (date) => date.getTime(), bytes: 'base64' }

/** A member of a structure: its name in the SDK for JavaScript, and its schema. */
interface SdkMember {
  readonly name: string
  readonly schema: SdkSchema
}

/** The members of a structure by their names in a state machine. */
export const membersByName = (
  members: ReadonlyMap<string, SdkSchema>,
  { naming }: Spelling,
): ReadonlyMap<string, SdkMember> => {
  const byMembers = known.get(naming) ?? new WeakMap<object, ReadonlyMap<string, SdkMember>>()
  known.set(naming, byMembers)
  const found = byMembers.get(members)
  if (found) return found
  const named = new Map(Array.from(members, ([name, schema]) => [nameIn(naming, name), { name, schema }]))
  byMembers.set(members, named)
  return named
}

const known = new Map<MemberNaming, WeakMap<object, ReadonlyMap<string, SdkMember>>>()

const nameIn = (naming: MemberNaming, name: string): string => naming(name.charAt(0).toUpperCase() + name.slice(1))

/** The names of members of a request that its schema does not have, at any depth. */
export const unknownMembers = (schema: SdkSchema, value: unknown, spelling: Spelling): string[] => {
  const shape = readShape(schema)
  if (shape.kind === 'list')
    return Array.isArray(value) ? value.flatMap((one) => unknownMembers(shape.element, one, spelling)) : []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  if (shape.kind === 'map') return Object.values(value).flatMap((one) => unknownMembers(shape.value, one, spelling))
  if (shape.kind !== 'structure') return []
  const members = membersByName(shape.members, spelling)
  return Object.entries(value).flatMap(([name, one]) => {
    const member = members.get(name)
    return member ? unknownMembers(member.schema, one, spelling) : [name]
  })
}
