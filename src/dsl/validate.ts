import { type AwsEnvironment, awsEnvironment } from '../arn.ts'
import { DefinitionError, type Issue } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { Definition } from '../specs/definition.ts'
import { diagnose } from '../specs/diagnose.ts'
import { type Finding, type Path, SCHEMA } from '../specs/finding.ts'
import { literalIssues } from '../specs/literal-issues.ts'
import type { Fields } from '../specs/machine.ts'
import { problemsOfShape } from '../specs/shape.ts'
import { valueAt } from '../specs/value-at.ts'
import { isSubstituted } from '../specs/values.ts'
import { type Asl, translate } from '../sugar/state-machine.ts'
import { byPlace } from './by-place.ts'
import { inLiteral } from './in-literal.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

export interface ValidateOptions {
  /** `EXPRESS` machines may not wait for tokens, jobs or activities. Default `STANDARD`. */
  readonly type?: MachineType
}

/**
 * Every problem of a definition at once, sorted by place; nothing is thrown. Errors block a deployment, warnings never do.
 * For ASL the messages are AWS's; for a literal the same findings are in its own words and paths.
 * @param definition a literal, or ASL.
 *
 * @example
 * const issues = validate({ startAt: 'a', states: { b: { type: 'succeed' } } })
 * console.log(issues.map(formatIssue).join('\n')) // startAt: no state named "a"
 */
export const validate = (definition: unknown, { type = 'STANDARD' }: ValidateOptions = {}): Issue[] =>
  examine(definition, { type, environment: somePlace }).issues

/** Where a definition is taken to be deployed when nobody says: what is wrong with it is wrong anywhere. */
const somePlace = awsEnvironment('us-east-1', '123456789012')

/**
 * An untyped definition, such as one read from a file, once it is known to be valid.
 * @throws DefinitionError listing every error.
 *
 * @example
 * const definition = parseDefinition(JSON.parse('{"startAt":"a","states":{"a":{"type":"succeed"}}}'))
 */
export const parseDefinition = (definition: unknown, options: ValidateOptions = {}): Definition => {
  const errors = validate(definition, options).filter(({ severity }) => severity === 'error')
  if (!isDefinition(definition, errors)) throw new DefinitionError(errors)
  return definition
}

const isDefinition = (_definition: unknown, errors: readonly Issue[]): _definition is Definition => errors.length === 0

export interface Examined {
  readonly issues: Issue[]
  /** The definition in ASL; absent where it is no object of JSON. */
  readonly asl?: Asl
}

/** A definition's problems, and its ASL in a place. */
export const examine = (
  definition: unknown,
  { type, environment }: { type: MachineType; environment: AwsEnvironment },
): Examined => {
  const shape = problemsOfShape(definition)
  if (shape.length > 0) return { issues: shape.map(({ path, message }) => errorAt(path, message)) }
  if (!isJsonObject(definition))
    return { issues: [errorAt([], 'expected a definition: an object with "startAt" and "states"')] }
  const asl = translate(definition, environment)
  const issues = isWrittenInAsl(definition) ? issuesOfAsl(asl, type) : issuesOfLiteral(definition, asl, type)
  return { issues: issues.sort(byPlace(definition)), asl }
}

const errorAt = (path: Path, message: string): Issue => ({ path, code: SCHEMA, message, severity: 'error' })

const issuesOfAsl = (asl: Fields, type: MachineType): Issue[] => known(diagnose(asl, { type }), asl).flatMap(inAsl)

const issuesOfLiteral = (definition: Fields, asl: Fields, type: MachineType): Issue[] => {
  const { issues, hasAsl } = literalIssues(definition)
  const findings = diagnose(asl, { type, withoutStructure: !hasAsl })
  return [...issues, ...known(findings, asl).flatMap(inLiteral(definition, issues))]
}

const known = (findings: readonly Finding[], asl: Fields): Finding[] =>
  findings.filter(({ path = [], field }) => !isSubstituted(valueAt(asl, field === undefined ? path : [...path, field])))

const isWrittenInAsl = (definition: object): boolean => {
  const has = (key: string): boolean => Object.hasOwn(definition, key)
  return (has('StartAt') || has('States')) && !has('startAt') && !has('states')
}

const inAsl = ({ path = [], field, code, message, severity = 'error', hint }: Finding): Issue[] => [
  { path: field === undefined ? path : [...path, field], code, message, severity, ...(hint ? { hint } : {}) },
]
