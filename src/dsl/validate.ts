import type { Issue } from '../errors.ts'
import { literalIssues } from '../specs/literal-issues.ts'

/**
 * Every problem of a definition, sorted by place; nothing is thrown. Warnings never block a deployment.
 * @param definition a literal, or ASL.
 */
export const validate = (definition: unknown): Issue[] => literalIssues(definition)
