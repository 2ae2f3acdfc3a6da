import { createHash } from 'node:crypto'
import type { IamStatement, PolicyDocument } from '../permissions/policy-documents.ts'

/** The most characters of all inline policies of a role, and of a managed policy, without spaces (IAM quotas). */
const MAX_INLINE = 10_240
const MAX_MANAGED = 6144

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
  return { Version: '2012-10-17', Statement: [...statements.values()] }
}

/**
 * Divides a policy so that each part fits IAM's limits.
 * @throws Error if one statement alone is too long, or the parts are more than a role can have.
 */
export const rolePolicies = (document: PolicyDocument): RolePolicies => {
  if (document.Statement.length === 0) return { inline: undefined, managed: new Map() }
  if (sizeOf(document.Statement) <= MAX_INLINE) return { inline: document, managed: new Map() }
  const parts = divide(document.Statement).map((Statement): PolicyDocument => ({ Version: '2012-10-17', Statement }))
  if (parts.length > MAX_ATTACHED)
    throw new Error(
      `the policy of the role has ${sizeOf(document.Statement)} characters, and IAM allows ${MAX_ATTACHED} policies of ` +
        `${MAX_MANAGED}: pass the roleArn of a role of your own, or divide the state machine`,
    )
  return { inline: undefined, managed: new Map(parts.map((part) => [hashOf(part), part])) }
}

const divide = (statements: readonly IamStatement[]): IamStatement[][] => {
  const parts: IamStatement[][] = []
  for (const statement of statements) {
    if (sizeOf([statement]) > MAX_MANAGED)
      throw new Error(
        `a statement of the role's policy has ${sizeOf([statement])} characters, and IAM allows ${MAX_MANAGED}`,
      )
    const last = parts.at(-1)
    if (last && sizeOf([...last, statement]) <= MAX_MANAGED) last.push(statement)
    else parts.push([statement])
  }
  return parts
}

const sizeOf = (Statement: readonly IamStatement[]): number =>
  JSON.stringify({ Version: '2012-10-17', Statement }).replaceAll(/\s/g, '').length

const hashOf = (document: PolicyDocument): string =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 12)
