import type { InferPolicy } from '../deploy-deps.ts'
import { permissions } from '../permissions/permissions.ts'
import { toPolicyDocuments } from '../permissions/policy-documents.ts'

/** The permissions that a definition needs, as one policy, which may be too long for IAM. */
export const leastPolicy: InferPolicy = (definition, { environment, ...options }) => ({
  Version: '2012-10-17',
  Statement: toPolicyDocuments(permissions(definition, environment, options)).flatMap(({ Statement }) => Statement),
})
