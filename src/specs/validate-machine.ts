import { isJsonObject } from '../json.ts'
import { jsonSyntaxError } from '../json-syntax-error.ts'
import { diagnose } from './diagnose.ts'
import { type Finding, formatLocation, SCHEMA } from './finding.ts'
import { jsonProblems } from './json-problems.ts'

/** One diagnostic of a `ValidateStateMachineDefinition` response. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING'
  readonly code: string
  readonly message: string
  /** The location as AWS writes it (`/States/A/Next`, `/States/C/Choices[0]/Next`); absent if AWS does not report one. */
  readonly location?: string
}

export interface ValidateMachineOptions {
  /** `EXPRESS` state machines cannot wait for task tokens, jobs or activities. Default `STANDARD`. */
  readonly type?: 'STANDARD' | 'EXPRESS'
}

/**
 * Validates the JSON of a state machine as AWS does, with AWS's codes, messages, locations and order.
 * @param definition the JSON string of an ASL document.
 */
export const validateMachine = (
  definition: string,
  { type = 'STANDARD' }: ValidateMachineOptions = {},
): Diagnostic[] => {
  const asl = parse(definition)
  if ('diagnostic' in asl) return [asl.diagnostic]
  return diagnose(asl.value, { type }).map(toDiagnostic)
}

type Parsed = { readonly value: Readonly<Record<string, unknown>> } | { readonly diagnostic: Diagnostic }

const parse = (definition: string): Parsed => {
  const error = (code: string, message: string, location?: string): Parsed => ({
    diagnostic: { severity: 'ERROR', code, message, ...(location === undefined ? {} : { location }) },
  })
  if (definition.trim() === '') return error(SCHEMA, 'Definition must be a valid JSON object')
  const complaint = jsonSyntaxError(definition)
  if (complaint) {
    const source = `[Source: (String)${excerpt(definition)}; line: ${complaint.line}, column: ${complaint.column}]`
    return error('INVALID_JSON_DESCRIPTION', `${complaint.message}\n at ${source}`, source)
  }
  const value: unknown = JSON.parse(definition, largeNumber.test(definition) ? toFinite : undefined)
  if (!isJsonObject(value)) return error(SCHEMA, 'Definition must be a valid JSON object')
  const [problem] = jsonProblems(value)
  return problem ? error('TOO_DEEPLY_NESTED', problem.message) : { value }
}

/** Matches a number that may be too large for JavaScript. AWS reads it, and rejects it if its field has a maximum. */
const largeNumber = /\d[eE]\+?\d{3}|\d{309}/

const toFinite = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? Math.sign(value) * Number.MAX_VALUE : value

/** The part of the definition that AWS's parser quotes. */
const excerpt = (text: string): string => {
  const rest = text.length - LONGEST_EXCERPT
  return rest > 0 ? `"${text.slice(0, LONGEST_EXCERPT)}"[truncated ${rest} chars]` : `"${text}"`
}

const LONGEST_EXCERPT = 500

const toDiagnostic = ({ path, code, message, severity }: Finding): Diagnostic => ({
  severity: severity === 'warning' ? 'WARNING' : 'ERROR',
  code,
  message,
  ...(path ? { location: formatLocation(path) } : {}),
})
