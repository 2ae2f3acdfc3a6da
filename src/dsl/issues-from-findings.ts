import type { Issue } from '../errors.ts'
import { isAslKey } from '../specs/asl-key.ts'
import { isKnownAslField } from '../specs/field-names.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../specs/finding.ts'
import { locate } from '../sugar/desugar.ts'

/** A finding on the ASL of a literal, at its place there; none where the literal's own issues have said it already. */
export const issuesFromFindings = (definition: object, written: readonly Issue[]) => {
  const told = new Set(written.map(({ path }) => keyOf(path)))
  const around = new Set(written.flatMap(({ path }) => prefixes(path).map(keyOf)))
  /** What is wrong with an object within a state is wrong because of what is wrong within. */
  const isConsequence = ({ path = [], field, code }: Finding, place: DefinitionPath): boolean =>
    code === SCHEMA && field === undefined && path.at(-2) !== 'States' && around.has(keyOf(place))
  return (finding: Finding): Issue[] => {
    const aslPath = [...(finding.path ?? []), ...(finding.field === undefined ? [] : [finding.field])]
    const place = locate(definition, aslPath)
    const isVerbatim = lastKey(place) === lastKey(aslPath) && isAslKey(lastKey(place))
    const isTold = prefixes(place).some((prefix) => told.has(keyOf(prefix))) || isConsequence(finding, place)
    return isTold || (finding.structural && !isVerbatim) ? [] : [issueAt(place, finding, isVerbatim)]
  }
}

const issueAt = (path: DefinitionPath, finding: Finding, isVerbatim: boolean): Issue => {
  const { code, field, message, ours = message, severity = 'error', hint } = finding
  if (finding.structural && field !== undefined && !isKnownAslField(field)) {
    return { path, code, severity: 'warning', message: `no field "${field}" of ASL is known here` }
  }
  return { path, code, severity, message: isVerbatim ? message : ours, ...(hint ? { hint } : {}) }
}

const keyOf = (path: DefinitionPath): string => JSON.stringify(path)

/** A path and all that it goes through. */
const prefixes = (path: DefinitionPath): DefinitionPath[] => path.map((_, index) => path.slice(0, index + 1))

const lastKey = (path: DefinitionPath): string => String(path.findLast((key) => typeof key === 'string') ?? '')
