import { isDeepStrictEqual } from 'node:util'
import type { AwsServices } from '../aws-services.ts'
import { awsTagList, isOwn, ownTags, tagRecord } from '../ownership.ts'
import type { PolicyDocument } from '../permissions/policy-documents.ts'
import { policyArnOf, ROLE_PATH, type RoleOwner, roleName, trustPolicy } from './role-name.ts'
import { mergePolicies, rolePolicies } from './role-policies.ts'

type Iam = AwsServices['iam']

/** The name of the inline policy. */
const INLINE = 'stepwise'

/** A role as it is now. */
interface PresentRole {
  readonly trust: unknown
  readonly inline: PolicyDocument | undefined
  /** The names of the managed policies that are attached to the role. */
  readonly attached: ReadonlySet<string>
  /** The names of the managed policies that were created for the role, with their ARNs. After an interrupted call some are not attached. */
  readonly created: ReadonlyMap<string, string>
}

/** The changes that a role needs. */
export interface RoleChange {
  readonly action: 'create' | 'update' | 'unchanged'
  /** The settings that change: the trust policy, the permissions. */
  readonly changes: readonly string[]
  /** True if the role has permissions that it does not need. */
  readonly shrinks: boolean
}

/** Returns the changes that a role needs. @throws Error if a role of that name exists and was not created by a deployment. */
export const planRole = async (iam: Iam, owner: RoleOwner, document: PolicyDocument): Promise<RoleChange> => {
  const present = await findRole(iam, owner)
  if (!present) return { action: 'create', changes: [], shrinks: false }
  const { inline, managed } = rolePolicies(document)
  const wanted = managedNames(owner, managed)
  const changes = [
    ...(isDeepStrictEqual(present.trust, trustPolicy(owner)) ? [] : ['trust policy']),
    ...(isDeepStrictEqual(present.inline, inline) && isDeepStrictEqual(present.attached, wanted)
      ? []
      : ['permissions']),
  ]
  const needed = new Set(inline?.Statement.map((statement) => JSON.stringify(statement)))
  const shrinks =
    (present.inline?.Statement ?? []).some((statement) => !needed.has(JSON.stringify(statement))) ||
    [...present.created.keys()].some((name) => !wanted.has(name))
  return { action: changes.length > 0 ? 'update' : 'unchanged', changes, shrinks }
}

const managedNames = (owner: RoleOwner, managed: ReadonlyMap<string, unknown>): ReadonlySet<string> =>
  new Set([...managed.keys()].map((suffix) => managedName(owner, suffix)))

/**
 * Creates a role, or updates it if it differs. The role keeps the permissions that it has until {@link shrinkRole} is called.
 * @throws Error if a role of that name exists and was not created by a deployment: it is not changed.
 */
export const growRole = async (iam: Iam, owner: RoleOwner, document: PolicyDocument): Promise<void> => {
  const RoleName = roleName(owner)
  const present = (await findRole(iam, owner)) ?? (await createRole(iam, owner))
  if (!isDeepStrictEqual(present.trust, trustPolicy(owner)))
    await iam('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: JSON.stringify(trustPolicy(owner)) })
  const all = rolePolicies(mergePolicies([document, ...(present.inline ? [present.inline] : [])]))
  for (const [suffix, part] of all.managed) await attachPolicy(iam, owner, suffix, part)
  if (all.inline && !isDeepStrictEqual(present.inline, all.inline)) await putInline(iam, RoleName, all.inline)
}

/** Gives a role exactly the permissions of a document. */
export const shrinkRole = async (iam: Iam, owner: RoleOwner, document: PolicyDocument): Promise<void> => {
  const RoleName = roleName(owner)
  const present = await findRole(iam, owner)
  const { inline, managed } = rolePolicies(document)
  for (const [suffix, part] of managed) await attachPolicy(iam, owner, suffix, part)
  if (inline && !isDeepStrictEqual(present?.inline, inline)) await putInline(iam, RoleName, inline)
  if (!inline && present?.inline) await iam('DeleteRolePolicy', { RoleName, PolicyName: INLINE })
  const wanted = managedNames(owner, managed)
  for (const [name, PolicyArn] of present?.created ?? [])
    if (!wanted.has(name)) await removePolicy(iam, RoleName, PolicyArn)
}

const putInline = (iam: Iam, RoleName: string, document: PolicyDocument) =>
  iam('PutRolePolicy', { RoleName, PolicyName: INLINE, PolicyDocument: JSON.stringify(document) })

/** Deletes a role with its policies. Returns false if the role does not exist. A role that no deployment created stays. */
export const deleteRole = async (iam: Iam, owner: RoleOwner): Promise<boolean> => {
  const RoleName = roleName(owner)
  const tags = (await ignoreMissing(iam('GetRole', { RoleName })))?.Role?.Tags
  if (!isOwn(tagRecord(tags))) return false
  const present = await findRole(iam, owner)
  if (!present) return false
  if (present.inline !== undefined) await iam('DeleteRolePolicy', { RoleName, PolicyName: INLINE })
  for (const PolicyArn of present.created.values()) await removePolicy(iam, RoleName, PolicyArn)
  await iam('DeleteRole', { RoleName })
  return true
}

const managedName = (owner: RoleOwner, suffix: string): string => `${roleName(owner)}-${suffix}`

/** Creates a role, or returns the one that another deployment has just created. */
const createRole = async (iam: Iam, owner: RoleOwner): Promise<PresentRole> => {
  const role = {
    RoleName: roleName(owner),
    Path: ROLE_PATH,
    Description: `The role of the ${owner.resource} ${owner.name}`.replaceAll(/[^\x20-\x7e]/g, '-'),
    AssumeRolePolicyDocument: JSON.stringify(trustPolicy(owner)),
    Tags: awsTagList(ownTags),
  }
  try {
    await iam('CreateRole', role)
  } catch (error) {
    const present = hasName(error, 'EntityAlreadyExists') ? await findRole(iam, owner) : undefined
    if (present) return present
    throw error
  }
  return { trust: trustPolicy(owner), inline: undefined, attached: new Set(), created: new Map() }
}

const findRole = async (iam: Iam, owner: RoleOwner): Promise<PresentRole | undefined> => {
  const RoleName = roleName(owner)
  const found = (await ignoreMissing(iam('GetRole', { RoleName })))?.Role
  if (!found) return undefined
  if (!isOwn(tagRecord(found.Tags)))
    throw new Error(
      `the role ${RoleName} exists and was not created by a deployment: pass its ARN as roleArn, or delete it`,
    )
  const policy = await ignoreMissing(iam('GetRolePolicy', { RoleName, PolicyName: INLINE }))
  const created = await createdPolicies(iam, owner)
  const { AttachedPolicies = [] } = await iam('ListAttachedRolePolicies', { RoleName })
  const attached = AttachedPolicies.map(({ PolicyName = '' }) => PolicyName).filter((name) => created.has(name))
  return {
    trust: parse(found.AssumeRolePolicyDocument),
    inline: parseDocument(policy?.PolicyDocument),
    attached: new Set(attached),
    created,
  }
}

/** The managed policies of a role, attached or not: their names are that of the role and a hash. */
const createdPolicies = async (iam: Iam, owner: RoleOwner): Promise<ReadonlyMap<string, string>> => {
  const prefix = `${roleName(owner)}-`
  const created = new Map<string, string>()
  let Marker: string | undefined
  do {
    const page = await iam('ListPolicies', { Scope: 'Local', PathPrefix: ROLE_PATH, ...(Marker && { Marker }) })
    for (const { PolicyName = '', Arn = '' } of page.Policies ?? [])
      if (PolicyName.startsWith(prefix) && /^[0-9a-f]{12}$/.test(PolicyName.slice(prefix.length)))
        created.set(PolicyName, Arn)
    Marker = page.IsTruncated ? page.Marker : undefined
  } while (Marker !== undefined)
  return created
}

/** Parses a document as IAM returns it: JSON that is URL-encoded. */
const parse = (document: string | undefined): unknown =>
  document === undefined ? undefined : JSON.parse(document.startsWith('%') ? decodeURIComponent(document) : document)

/** The boundary: a deployment wrote the policy. */
const parseDocument = (document: string | undefined): PolicyDocument | undefined =>
  document === undefined ? undefined : (parse(document) as PolicyDocument)

const attachPolicy = async (iam: Iam, owner: RoleOwner, suffix: string, document: PolicyDocument): Promise<void> => {
  const PolicyName = managedName(owner, suffix)
  const policy = { PolicyName, Path: ROLE_PATH, PolicyDocument: JSON.stringify(document), Tags: awsTagList(ownTags) }
  try {
    await iam('CreatePolicy', policy)
  } catch (error) {
    // The name contains a hash of the document: it is the same policy.
    if (!hasName(error, 'EntityAlreadyExists')) throw error
  }
  const RoleName = roleName(owner)
  await iam('AttachRolePolicy', { RoleName, PolicyArn: policyArnOf(owner.environment, PolicyName) })
}

const removePolicy = async (iam: Iam, RoleName: string, PolicyArn: string): Promise<void> => {
  await ignoreMissing(iam('DetachRolePolicy', { RoleName, PolicyArn }))
  await ignoreMissing(iam('DeletePolicy', { PolicyArn }))
}

const ignoreMissing = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call
  } catch (error) {
    if (hasName(error, 'NoSuchEntity')) return undefined
    throw error
  }
}

/** Newer versions of the SDK add `Exception` to the names of IAM's errors. */
const hasName = (error: unknown, name: string): boolean =>
  error instanceof Error && (error.name === name || error.name === `${name}Exception`)
