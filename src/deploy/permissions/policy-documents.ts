import type { PolicyStatement } from './policy-statement.ts'

/** A statement in the form of IAM. */
export interface IamStatement {
  readonly Sid?: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Readonly<Record<string, unknown>>
}

/** A policy document of IAM. */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

/** The most characters of all inline policies of a role, and of a managed policy, without white space (IAM quotas). */
export const MAX_INLINE = 10_240
export const MAX_MANAGED = 6144

/**
 * The policy documents of statements: merged, sorted, without the names of states. It is one document if that fits in the inline policies
 * of a role (10,240 characters), otherwise several documents that fit in managed policies (6,144 characters each).
 *
 * @example
 * toPolicyDocuments([{ effect: 'Allow', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/*'], states: ['read'] }])[0]?.Version // => '2012-10-17'
 */
export const toPolicyDocuments = (statements: readonly PolicyStatement[]): PolicyDocument[] => {
  const merged = mergeStatements(statements)
  if (merged.length === 0) return []
  const whole = policyDocument(merged)
  if (sizeOf(whole) <= MAX_INLINE) return [whole]
  return managedDocuments(merged.flatMap(splitStatement))
}

/** The statements in documents that fit in managed policies, if each statement does. */
export const managedDocuments = (statements: readonly IamStatement[]): PolicyDocument[] => {
  const groups: IamStatement[][] = []
  for (const statement of statements) {
    const last = groups.at(-1)
    if (last && sizeOf(policyDocument([...last, statement])) <= MAX_MANAGED) last.push(statement)
    else groups.push([statement])
  }
  return groups.map(policyDocument)
}

export const policyDocument = (statements: readonly IamStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
})

/** The characters of a document that count in IAM's quotas. */
export const sizeOf = (document: PolicyDocument): number => JSON.stringify(document).replaceAll(/\s/g, '').length

/** Splits the resources of a statement so that each part fits in a document. */
const splitStatement = (statement: IamStatement): IamStatement[] => {
  const parts: IamStatement[] = []
  for (const resource of statement.Resource) {
    const last = parts.at(-1)
    const longer = { ...statement, Resource: [...(last?.Resource ?? []), resource] }
    if (last && sizeOf(policyDocument([longer])) <= MAX_MANAGED) parts[parts.length - 1] = longer
    else parts.push({ ...statement, Resource: [resource] })
  }
  return parts
}

/** Statements on the same resources share their actions; then statements with the same actions share their resources. */
const mergeStatements = (statements: readonly PolicyStatement[]): IamStatement[] => {
  const written = statements.map(
    ({ sid, actions, resources, condition }): IamStatement => ({
      ...(sid !== undefined && { Sid: sid }),
      Effect: 'Allow',
      Action: sorted(actions),
      Resource: sorted(resources),
      ...(condition && { Condition: condition }),
    }),
  )
  const byResource = mergeBy(
    written,
    ({ Action: _, ...rest }) => rest,
    (one, other) => ({ ...one, Action: sorted([...one.Action, ...other.Action]) }),
  )
  const byAction = mergeBy(
    byResource,
    ({ Resource: _, ...rest }) => rest,
    (one, other) => ({ ...one, Resource: sorted([...one.Resource, ...other.Resource]) }),
  )
  return byAction.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
}

const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort()

const mergeBy = (
  statements: readonly IamStatement[],
  keyOf: (statement: IamStatement) => object,
  merge: (one: IamStatement, other: IamStatement) => IamStatement,
): IamStatement[] => {
  const merged = new Map<string, IamStatement>()
  for (const statement of statements) {
    const key = JSON.stringify(keyOf(statement))
    const present = merged.get(key)
    merged.set(key, present ? merge(present, statement) : statement)
  }
  return [...merged.values()]
}
