import { type AwsEnvironment, exampleEnvironment } from '../arn.ts'
import { DefinitionError, type Issue } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { AslObject } from '../specs/asl-object.ts'
import type { Definition } from '../specs/definition.ts'
import { diagnose } from '../specs/diagnose.ts'
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

export interface ValidateOptions {
  /** `EXPRESS` state machines cannot wait for task tokens, jobs or activities. Default `STANDARD`. */
  readonly type?: MachineType
}

/**
 * Finds every problem of a definition, sorted by path. Errors block a deployment, warnings do not. It does not throw.
 * For ASL the messages are AWS's; for a literal the same problems are reported with its own names and paths.
 * @param definition a literal, or ASL.
 *
 * @example
 * validate({ startAt: 'a', states: {} }).map(formatIssue) // => ['startAt: no state named "a"']
 */
export const validate = (definition: unknown, { type = 'STANDARD' }: ValidateOptions = {}): Issue[] =>
  validateAndDesugar(definition, { type, environment: exampleEnvironment }).issues

/**
 * Validates an untyped definition, such as one read from a file, and returns it typed.
 * @throws DefinitionError with every error.
 *
 * @example
 * const text = '{ "startAt": "a", "states": { "a": { "type": "succeed" } } }'
 * parseDefinition(JSON.parse(text)).startAt // => 'a'
 */
export const parseDefinition = (definition: unknown, options: ValidateOptions = {}): Definition => {
  const errors = validate(definition, options).filter(({ severity }) => severity === 'error')
  if (!isDefinition(definition, errors)) throw new DefinitionError(errors)
  return definition
}

const isDefinition = (_definition: unknown, errors: readonly Issue[]): _definition is Definition => errors.length === 0

export interface ValidationResult {
  readonly issues: Issue[]
  /** The definition in ASL; absent if it is not a JSON object. */
  readonly asl?: Asl
}

/** Finds a definition's problems and translates it to ASL with the ARNs of an AWS environment. */
export const validateAndDesugar = (
  definition: unknown,
  { type, environment }: { type: MachineType; environment: AwsEnvironment },
): ValidationResult => {
  const shape = jsonProblems(definition)
  if (shape.length > 0) return { issues: shape.map(({ path, message }) => errorAt(path, message)) }
  if (!isJsonObject(definition))
    return { issues: [errorAt([], 'expected a definition: an object with "startAt" and "states"')] }
  const asl = desugarTree(definition, environment)
  const issues = isWrittenInAsl(definition)
    ? issuesOfAsl(asl, type)
    : issuesOfLiteral(definition, activityClashes(activityStates(definition)), { asl, type })
  return { issues: issues.sort(byPath(definition)), asl }
}

const errorAt = (path: DefinitionPath, message: string): Issue => ({ path, code: SCHEMA, message, severity: 'error' })

const issuesOfAsl = (asl: AslObject, type: MachineType): Issue[] =>
  known(diagnose(asl, { type, withAdvice: true }), asl).flatMap(inAsl)

const issuesOfLiteral = (
  definition: AslObject,
  clashes: readonly Issue[],
  { asl, type }: { asl: AslObject; type: MachineType },
): Issue[] => {
  const { issues: structural, hasAsl } = literalIssues(definition)
  const issues = [...structural, ...clashes]
  const findings = diagnose(asl, { type, withoutStructure: !hasAsl, withAdvice: true })
  return [...issues, ...known(findings, asl).flatMap(issuesFromFindings(definition, issues))]
}

const known = (findings: readonly Finding[], asl: AslObject): Finding[] =>
  findings.filter(
    ({ path = [], field }) => !isSubstituted(valueAtPath(asl, field === undefined ? path : [...path, field])),
  )

const inAsl = ({ path = [], field, code, message, severity = 'error', hint }: Finding): Issue[] => [
  { path: field === undefined ? path : [...path, field], code, message, severity, ...(hint ? { hint } : {}) },
]
