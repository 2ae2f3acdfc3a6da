import type { AwsEnvironment } from '../arn.ts'
import type { Issue } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { AslObject } from '../specs/asl-object.ts'
import { type DiagnoseOptions, diagnose } from '../specs/diagnose.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../specs/finding.ts'
import { jsonProblems } from '../specs/json-problems.ts'
import { literalIssues } from '../specs/literal-issues.ts'
import { valueAtPath } from '../specs/value-at-path.ts'
import { isSubstituted } from '../specs/values.ts'
import { type Asl, desugarTree } from '../sugar/desugar.ts'
import { activityClashes, activityStates } from './activities.ts'
import { byPath } from './by-path.ts'
import { issuesFromFindings } from './issues-from-findings.ts'
import { isWrittenInAsl } from './to-literal.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

export interface ValidationResult {
  readonly issues: Issue[]
  /** The definition in ASL; absent if it is not a JSON object. */
  readonly asl?: Asl
}

export interface ValidationSettings {
  readonly type: MachineType
  readonly environment: AwsEnvironment
  /** The rules for warnings that AWS does not have: `adviceFor`. Default none. */
  readonly advice?: DiagnoseOptions['advice']
}

/** Finds a definition's problems and translates it to ASL with the ARNs of an AWS environment. */
export const validateAndDesugar = (
  definition: unknown,
  { environment, ...options }: ValidationSettings,
): ValidationResult => {
  const shape = jsonProblems(definition)
  if (shape.length > 0) return { issues: shape.map(({ path, message }) => errorAt(path, message)) }
  if (!isJsonObject(definition))
    return { issues: [errorAt([], 'expected a definition: an object with "startAt" and "states"')] }
  const asl = desugarTree(definition, environment)
  const issues = isWrittenInAsl(definition)
    ? issuesOfAsl(asl, options)
    : issuesOfLiteral(definition, activityClashes(activityStates(definition)), { asl, ...options })
  return { issues: issues.sort(byPath(definition)), asl }
}

const errorAt = (path: DefinitionPath, message: string): Issue => ({ path, code: SCHEMA, message, severity: 'error' })

type Rules = Pick<DiagnoseOptions, 'type' | 'advice'>

const issuesOfAsl = (asl: AslObject, rules: Rules): Issue[] => known(diagnose(asl, rules), asl).flatMap(inAsl)

const issuesOfLiteral = (
  definition: AslObject,
  clashes: readonly Issue[],
  { asl, ...rules }: Rules & { readonly asl: AslObject },
): Issue[] => {
  const { issues: structural, hasAsl } = literalIssues(definition)
  const issues = [...structural, ...clashes]
  const findings = diagnose(asl, { ...rules, withoutStructure: !hasAsl })
  return [...issues, ...known(findings, asl).flatMap(issuesFromFindings(definition, issues))]
}

const known = (findings: readonly Finding[], asl: AslObject): Finding[] =>
  findings.filter(
    ({ path = [], field }) => !isSubstituted(valueAtPath(asl, field === undefined ? path : [...path, field])),
  )

const inAsl = ({ path = [], field, code, message, severity = 'error', hint }: Finding): Issue[] => [
  { path: field === undefined ? path : [...path, field], code, message, severity, ...(hint ? { hint } : {}) },
]
