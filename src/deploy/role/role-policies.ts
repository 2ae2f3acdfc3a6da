import { createHash } from 'node:crypto'
import {
  MAX_INLINE,
  MAX_MANAGED,
  managedDocuments,
  type PolicyDocument,
  policyDocument,
  sizeOf,
} from '../permissions/policy-documents.ts'

/** IAM attaches at most 10 managed policies to a role by default. */
const MAX_ATTACHED = 10

/** The policies of a role: one inline policy, or managed ones if it is too long. */
export interface RolePolicies {
  readonly inline: PolicyDocument | undefined
  /** The documents by a suffix of the policy's name. It is a hash of the document, so that a policy never changes. */
  readonly managed: ReadonlyMap<string, PolicyDocument>
}

/** Merges policies to one, without statements that occur twice. */
export const mergePolicies = (documents: readonly PolicyDocument[]): PolicyDocument => {
  const statements = new Map(documents.flatMap(({ Statement }) => Statement).map((one) => [JSON.stringify(one), one]))
  return policyDocument([...statements.values()])
}

/**
 * Divides a policy so that each part fits IAM's limits.
 * @throws Error if one statement alone is too long, or the parts are more than a role can have.
 */
export const rolePolicies = (document: PolicyDocument): RolePolicies => {
  if (document.Statement.length === 0) return { inline: undefined, managed: new Map() }
  if (sizeOf(document) <= MAX_INLINE) return { inline: document, managed: new Map() }
  const tooLong = document.Statement.map((one) => sizeOf(policyDocument([one]))).find((size) => size > MAX_MANAGED)
  if (tooLong !== undefined)
    throw new Error(`a statement of the role's policy has ${tooLong} characters, and IAM allows ${MAX_MANAGED}`)
  const parts = managedDocuments(document.Statement)
  if (parts.length > MAX_ATTACHED)
    throw new Error(
      `the policy of the role has ${sizeOf(document)} characters, and IAM allows ${MAX_ATTACHED} policies of ` +
        `${MAX_MANAGED}: pass the roleArn of a role of your own, or divide the state machine`,
    )
  return { inline: undefined, managed: new Map(parts.map((part) => [hashOf(part), part])) }
}

const hashOf = (document: PolicyDocument): string =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 12)
