import type { Issue } from '../errors.ts'
import { isAslKey } from '../specs/asl-key.ts'
import { isKnownAslField } from '../specs/field-names.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../specs/finding.ts'
import { locate } from '../sugar/desugar.ts'

/** Returns a function that turns findings in a literal's ASL into issues at their paths in the literal, without those that the literal's own issues cover. */
export const issuesFromFindings = (definition: object, literalIssues: readonly Issue[]) => {
  const reported = new Set(literalIssues.map(({ path }) => keyOf(path)))
  const parents = new Set(literalIssues.flatMap(({ path }) => prefixes(path).map(keyOf)))
  /** True if an object inside a state has a problem because one of its fields has one. */
  const isConsequence = ({ path: aslPath = [], field, code }: Finding, path: DefinitionPath): boolean =>
    code === SCHEMA && field === undefined && aslPath.at(-2) !== 'States' && parents.has(keyOf(path))
  return (finding: Finding): Issue[] => {
    const aslPath = [...(finding.path ?? []), ...(finding.field === undefined ? [] : [finding.field])]
    const path = locate(definition, aslPath)
    const isVerbatim = lastKey(path) === lastKey(aslPath) && isAslKey(lastKey(path))
    const isReported = prefixes(path).some((prefix) => reported.has(keyOf(prefix))) || isConsequence(finding, path)
    return isReported || (finding.isStructural && !isVerbatim) ? [] : [issueAt(path, finding, isVerbatim)]
  }
}

const issueAt = (path: DefinitionPath, finding: Finding, isVerbatim: boolean): Issue => {
  const { code, field, message, literalMessage = message, severity = 'error', hint } = finding
  if (finding.isStructural && field !== undefined && !isKnownAslField(field)) {
    return { path, code, severity: 'warning', message: `"${field}" is not a known field of ASL` }
  }
  return { path, code, severity, message: isVerbatim ? message : literalMessage, ...(hint ? { hint } : {}) }
}

const keyOf = (path: DefinitionPath): string => JSON.stringify(path)

/** A path and every path that leads to it. */
const prefixes = (path: DefinitionPath): DefinitionPath[] => path.map((_, index) => path.slice(0, index + 1))

const lastKey = (path: DefinitionPath): string => String(path.findLast((key) => typeof key === 'string') ?? '')
