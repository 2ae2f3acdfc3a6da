import { isJsonObject } from '../json.ts'
import { jsonSyntaxError } from '../json-syntax-error.ts'
import { diagnose } from './diagnose.ts'
import { type Finding, formatLocation, SCHEMA } from './finding.ts'
import { problemsOfShape } from './shape.ts'

/** One finding as `ValidateStateMachineDefinition` answers it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING'
  readonly code: string
  readonly message: string
  /** Where, as AWS writes it: `/States/A/Next`, `/States/C/Choices[0]/Next`; absent where AWS names no place. */
  readonly location?: string
}

export interface ValidateOptions {
  /** `EXPRESS` machines may not wait for tokens, jobs or activities. Default `STANDARD`. */
  readonly type?: 'STANDARD' | 'EXPRESS'
}

/** What AWS would say about the text of a definition, in its codes, words, locations and order. */
export const validateMachine = (definition: string, { type = 'STANDARD' }: ValidateOptions = {}): Diagnostic[] => {
  const asl = parse(definition)
  if ('diagnostic' in asl) return [asl.diagnostic]
  return diagnose(asl.value, { type })
    .filter(({ isAdvice }) => !isAdvice)
    .map(toDiagnostic)
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
  const value: unknown = JSON.parse(definition)
  if (!isJsonObject(value)) return error(SCHEMA, 'Definition must be a valid JSON object')
  const [problem] = problemsOfShape(value)
  return problem ? error('TOO_DEEPLY_NESTED', problem.message) : { value }
}

/** AWS's parser quotes the beginning of a text. */
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
