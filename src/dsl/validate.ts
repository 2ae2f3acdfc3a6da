import type { Place } from '../arn.ts'
import { DefinitionError, type Issue } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { Definition } from '../specs/definition.ts'
import { diagnose } from '../specs/diagnose.ts'
import { type Finding, type Path, SCHEMA } from '../specs/finding.ts'
import { isAslKey } from '../specs/keys.ts'
import { isKnownAslField, literalIssues } from '../specs/literal-issues.ts'
import type { Fields } from '../specs/machine.ts'
import { problemsOfShape } from '../specs/shape.ts'
import { type Asl, anyPlace, locate, translate } from '../sugar/state-machine.ts'
import { byPlace, valueAt } from './place-in.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

export interface ValidateOptions {
  /** `EXPRESS` machines may not wait for tokens, jobs or activities. Default `STANDARD`. */
  readonly type?: MachineType
}

/**
 * Every problem of a definition at once, sorted by place; nothing is thrown. Errors block a deployment, warnings never do.
 * For ASL the messages are AWS's; for a literal the same findings are in its own words and paths.
 * @param definition a literal, or ASL.
 */
export const validate = (definition: unknown, { type = 'STANDARD' }: ValidateOptions = {}): Issue[] =>
  examine(definition, { type, place: anyPlace }).issues

/**
 * An untyped definition, such as one read from a file, once it is known to be valid.
 * @throws DefinitionError listing every error.
 */
export const parseDefinition = (definition: unknown, options: ValidateOptions = {}): Definition => {
  const errors = validate(definition, options).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new DefinitionError(errors)
  return definition as Definition
}

export interface Examined {
  readonly issues: Issue[]
  /** The definition in ASL; absent where it is no object of JSON. */
  readonly asl?: Asl
}

/** A definition's problems, and its ASL in a place. */
export const examine = (definition: unknown, { type, place }: { type: MachineType; place: Place }): Examined => {
  const shape = problemsOfShape(definition)
  if (shape.length > 0) return { issues: shape.map(({ path, message }) => errorAt(path, message)) }
  if (!isJsonObject(definition))
    return { issues: [errorAt([], 'expected a definition: an object with "startAt" and "states"')] }
  const asl = translate(definition, place)
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
  findings.filter((finding) => !isSubstituted(asl, finding))

const isWrittenInAsl = (definition: object): boolean => {
  const has = (key: string): boolean => Object.hasOwn(definition, key)
  return (has('StartAt') || has('States')) && !has('startAt') && !has('states')
}

/** `${…}` stands for a text that deployment puts there: nothing can be said about it before. */
const isSubstituted = (asl: unknown, { path = [], field }: Finding): boolean => {
  const value = valueAt(asl, field === undefined ? path : [...path, field])
  return typeof value === 'string' && value.includes('${')
}

const inAsl = ({ path = [], field, code, message, severity = 'error', hint }: Finding): Issue[] => [
  { path: field === undefined ? path : [...path, field], code, message, severity, ...(hint ? { hint } : {}) },
]

/** A finding on the ASL of a literal, at its place there; none where the literal's own issues have said it already. */
const inLiteral = (definition: object, written: readonly Issue[]) => {
  const told = new Set(written.map(({ path }) => JSON.stringify(path)))
  const around = new Set(written.flatMap(({ path }) => prefixes(path).map((prefix) => JSON.stringify(prefix))))
  return (finding: Finding): Issue[] => {
    const { path = [], field, code, hint } = finding
    const aslPath = field === undefined ? path : [...path, field]
    const place = locate(definition, aslPath)
    const isVerbatim = lastKey(place) === lastKey(aslPath) && isAslKey(lastKey(place))
    if (finding.structural && !isVerbatim) return []
    if (prefixes(place).some((prefix) => told.has(JSON.stringify(prefix)))) return []
    // What is wrong with an object as a whole is wrong because of what is wrong within.
    const isWithinState = path.at(-2) !== 'States'
    if (code === SCHEMA && field === undefined && isWithinState && around.has(JSON.stringify(place))) return []
    const isNew = finding.structural && field !== undefined && !isKnownAslField(field)
    if (isNew) return [{ path: place, code, severity: 'warning', message: `no field "${field}" of ASL is known here` }]
    const message = isVerbatim ? finding.message : (finding.ours ?? finding.message)
    return [{ path: place, code, message, severity: finding.severity ?? 'error', ...(hint ? { hint } : {}) }]
  }
}

/** A path and all that it goes through. */
const prefixes = (path: Path): Path[] => path.map((_, index) => path.slice(0, index + 1))

const lastKey = (path: Path): string => String(path.findLast((key) => typeof key === 'string') ?? '')
