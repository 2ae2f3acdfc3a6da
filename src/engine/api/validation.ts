import { z } from 'zod'
import type { JsonObject } from '../../json.ts'
import { type Diagnostic, validateMachine } from '../../specs/validate-machine.ts'
import { ApiError } from '../api-error.ts'
import { compileStateMachine } from '../interpreter/program/compile.ts'
import type { StateMachineProgram } from '../interpreter/program/program.ts'
import { boundedInteger } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { operation } from './model/operation.ts'

/** @throws ApiError InvalidDefinition with all errors among the diagnostics */
export const assertNoErrors = (diagnostics: readonly Diagnostic[]): void => {
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR')
  if (errors.length > 0)
    throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${errors.map(inOneLine).join(', ')}'`)
}

/** Compiles a definition. @throws ApiError InvalidDefinition with all errors of the definition */
export const validateAndCompile = (definition: string, type: 'STANDARD' | 'EXPRESS'): StateMachineProgram => {
  assertNoErrors(validateMachine(definition, { type }))
  const asl: JsonObject = JSON.parse(definition)
  return compileStateMachine(asl)
}

const inOneLine = ({ code, message, location }: Diagnostic): string => `${code}: ${message} at ${location ?? null}`

/** The operations on definitions without a state machine. */
export const validationOperations = {
  ValidateStateMachineDefinition: operation(
    z.object({
      definition: fields.definition,
      type: fields.stateMachineType.default('STANDARD'),
      severity: z.enum(['ERROR', 'WARNING']).default('ERROR'),
      maxResults: boundedInteger({ min: 0, max: 100 }).default(0),
    }),
    ({ definition, type, severity, maxResults }) => {
      const all = validateMachine(definition, { type })
      const diagnostics = all.filter((found) => severity === 'WARNING' || found.severity === 'ERROR')
      const limit = maxResults || 100
      return {
        result: all.some((found) => found.severity === 'ERROR') ? 'FAIL' : 'OK',
        diagnostics: diagnostics.slice(0, limit),
        truncated: diagnostics.length > limit,
      }
    },
    { note: 'Creates nothing. maxResults 0 means 100.' },
  ),
}
