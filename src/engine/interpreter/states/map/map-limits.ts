import { EvaluationFailure } from '../../../../expressions/failure.ts'
import type { Json } from '../../../../json.ts'
import type { AslState } from '../../program/asl.ts'
import type { Compiler } from '../../program/compile.ts'
import type { Frame } from '../../program/frame.ts'
import { compileNumberField, type NumberField } from '../../program/number-field.ts'

/** MaxConcurrency: how many iterations or children may run at once. 0 is as many as the mode allows, which is `most`. */
export const compileMaxConcurrency = (asl: AslState, language: Compiler['language'], most: number) => {
  const read = compileNumberField(asl, 'MaxConcurrency', { language })
  return async (input: Json, frame: Frame): Promise<number> => {
    const asked = (await read(input, frame)) ?? 0
    if (asked < 0) throw new EvaluationFailure('States.Runtime', 'MaxConcurrency cannot be negative.')
    return asked === 0 ? most : Math.min(asked, most)
  }
}

/** How much may fail before a distributed Map does. @throws EvaluationFailure in AWS's words (recorded) */
export const compileTolerated = (
  asl: AslState,
  field: 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
  language: Compiler['language'],
): NumberField => {
  const isCount = field === 'ToleratedFailureCount'
  const read = compileNumberField(asl, field, { language, kind: isCount ? 'integer' : 'float' })
  const problem = isCount ? `${field} cannot be negative.` : `${field} must be between 0 and 100.`
  return async (input, frame) => {
    const value = await read(input, frame)
    if (value !== undefined && (value < 0 || (!isCount && value > 100)))
      throw new EvaluationFailure('States.Runtime', problem)
    return value
  }
}
