import { EvaluationFailure } from '../../../expressions/failure.ts'
import { parseIntrinsic } from '../../../expressions/intrinsics.ts'
import { parsePath } from '../../../expressions/json-path.ts'
import { parseJsonataField } from '../../../expressions/jsonata.ts'
import type { Json } from '../../../json.ts'
import type { AslState } from '../program/asl.ts'
import type { Frame } from '../program/frame.ts'
import { toJsonText } from '../program/json-text.ts'
import { andThen, type Maybe } from '../program/maybe.ts'
import type { Compiler, StateAttempt } from '../program/program.ts'
import { StateFailure } from '../recovery/state-failure.ts'

/** Error or Cause; `undefined` if the state does not have the field. */
type StringField = (input: Json, frame: Frame) => Maybe<string | undefined>

/** Fail: fails with its Error and Cause (ASL spec, Fail state). */
export const compileFail = (asl: AslState, { language }: Compiler): StateAttempt => {
  const error = compileStringField(asl, 'Error', language)
  const cause = compileStringField(asl, 'Cause', language)
  return (input, frame) =>
    andThen(error(input, frame), (name) =>
      andThen(cause(input, frame), (text) => {
        throw new StateFailure(name, text, { isTerminal: false })
      }),
    )
}

const compileStringField = (asl: AslState, name: 'Error' | 'Cause', language: Compiler['language']): StringField => {
  const literal = asl[name]
  if (literal !== undefined && language === 'JSONata') {
    const field = parseJsonataField(literal, name, 'string')
    return (input, frame) => andThen(field.evaluate(frame.jsonataScope({ input })), String)
  }
  if (literal !== undefined) return () => literal
  const path = asl[`${name}Path`]
  return path === undefined ? () => undefined : stringAt(path, `${name}Path`)
}

const stringAt = (text: string, field: string): StringField => {
  if (!text.startsWith('$')) {
    const intrinsic = parseIntrinsic(text)
    return (input, frame) => {
      const value = intrinsic.evaluate(frame.scope(input))
      if (typeof value === 'string') return value
      const problem = `The function '${text}' specified for the field '${field}' returned a value that is not a string: ${toJsonText(value)}`
      throw new EvaluationFailure('States.Runtime', problem)
    }
  }
  const path = parsePath(text)
  return (input, frame) => {
    const value = path.find(frame.scope(input))
    if (typeof value === 'string') return value
    const problem =
      value === undefined
        ? `could not be found in the input '${toJsonText(input)}'`
        : `refers to a value that is not a string: ${toJsonText(value)}`
    throw new EvaluationFailure(
      'States.Runtime',
      `The JSONPath '${text}' specified for the field '${field}' ${problem}`,
    )
  }
}
