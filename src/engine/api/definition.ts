import { z } from 'zod'
import type { JsonObject } from '../../json.ts'
import { type Diagnostic, validateMachine } from '../../specs/validate-machine.ts'
import { compileStateMachine, type StateMachineProgram } from '../interpreter/program/compile.ts'
import { ApiError } from '../wire/api-error.ts'
import { whole } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { operation } from './model/operation.ts'

type MachineType = 'STANDARD' | 'EXPRESS'

/** @throws ApiError InvalidDefinition with everything that is wrong with the definition */
export const compileDefinition = (definition: string, type: MachineType): StateMachineProgram => {
  const errors = validateMachine(definition, { type }).filter(({ severity }) => severity === 'ERROR')
  if (errors.length > 0)
    throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${errors.map(inOneLine).join(', ')}'`)
  const asl: JsonObject = JSON.parse(definition)
  return compileStateMachine(asl)
}

const inOneLine = ({ code, message, location }: Diagnostic): string => `${code}: ${message} at ${location ?? null}`

/** Definitions that no machine has (yet). */
export const definitions = {
  ValidateStateMachineDefinition: operation(
    z.object({
      definition: fields.definition,
      type: fields.machineType.default('STANDARD'),
      severity: z.enum(['ERROR', 'WARNING']).default('ERROR'),
      maxResults: whole({ min: 0, max: 100 }).default(0),
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
  ),
}
