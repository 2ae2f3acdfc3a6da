import { EvaluationFailure } from '../../../../expressions/failure.ts'
import type { Json } from '../../../../json.ts'
import type { AslState } from '../../program/asl.ts'
import type { Frame } from '../../program/frame.ts'
import { compileNumberField, type NumberField } from '../../program/number-field.ts'
import type { Compiler } from '../../program/program.ts'

/**
 * MaxConcurrency: the maximum number of iterations or children at the same time.
 * @param most - the maximum of the mode, which applies if the field is 0 or absent
 */
export const compileMaxConcurrency = (asl: AslState, language: Compiler['language'], most: number) => {
  const read = compileNumberField(asl, 'MaxConcurrency', { language })
  return async (input: Json, frame: Frame): Promise<number> => {
    const value = (await read(input, frame)) ?? 0
    if (value < 0) throw new EvaluationFailure('States.Runtime', 'MaxConcurrency cannot be negative.')
    frame.inspect('maxConcurrency', value)
    return value === 0 ? most : Math.min(value, most)
  }
}

const toleratedFields = {
  ToleratedFailureCount: {
    kind: 'integer',
    most: Number.POSITIVE_INFINITY,
    problem: 'ToleratedFailureCount cannot be negative.',
    step: 'toleratedFailureCount',
  },
  ToleratedFailurePercentage: {
    kind: 'float',
    most: 100,
    problem: 'ToleratedFailurePercentage must be between 0 and 100.',
    step: 'toleratedFailurePercentage',
  },
} as const

/**
 * ToleratedFailureCount and ToleratedFailurePercentage of a distributed Map. The messages of their EvaluationFailures are those of AWS
 * (recorded).
 */
export const compileTolerated = (
  asl: AslState,
  field: keyof typeof toleratedFields,
  language: Compiler['language'],
): NumberField => {
  const { kind, most, problem, step } = toleratedFields[field]
  const read = compileNumberField(asl, field, { language, kind })
  return async (input, frame) => {
    const value = await read(input, frame)
    if (value === undefined) return undefined
    if (value < 0 || value > most) throw new EvaluationFailure('States.Runtime', problem)
    frame.inspect(step, value)
    return value
  }
}
