import { EvaluationFailure, ExpressionSyntaxError } from '../../expressions/failure.ts'
import { type JsonPath, parsePath } from '../../expressions/json-path.ts'
import { parseReferencePath } from '../../expressions/reference-path.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { hasExpressionKey, isSureTemplate } from './expression-facts.ts'

/** True if a path field passes its value on: it is absent, or `$`. */
export const isWhole = (path: Json | undefined): boolean => path === undefined || path === '$'

/** True if the output of a Pass state in JSONPath is its input, and it cannot fail, apart from its `Assign`. */
export const keepsData = ({
  InputPath: inputPath,
  OutputPath: outputPath,
  ResultPath: resultPath,
  Parameters: parameters,
  Result: result,
}: JsonObject): boolean => {
  if (!isWhole(outputPath)) return false
  if (resultPath === null) {
    return (isWhole(inputPath) || inputPath === null) && (result !== undefined || isSureTemplate(parameters))
  }
  return isWhole(inputPath) && isWhole(resultPath) && result === undefined && parameters === undefined
}

/** The value of a Pass state in JSONPath that is the same for every input. */
export interface ConstantFlow {
  /** The result, which `Assign` reads. */
  readonly result: Json
  readonly output: Json
}

/** The constant result and output of a Pass state in JSONPath; `undefined` if they depend on its input, or if it may fail. */
export const constantFlow = (state: JsonObject): ConstantFlow | undefined => {
  const { InputPath: inputPath, OutputPath: outputPath, ResultPath: resultPath, Result: result } = state
  const isReplaced = isWhole(resultPath) && (isWhole(inputPath) || inputPath === null)
  const value = result === undefined ? staticPayload(state.Parameters) : result
  if (!isReplaced || value === undefined) return undefined
  const output = readConstant(outputPath, value)
  return output === undefined ? undefined : { result: value, output }
}

const staticPayload = (parameters: Json | undefined): Json | undefined =>
  parameters === undefined || hasExpressionKey(parameters) ? undefined : parameters

/** The value at InputPath or OutputPath of a constant; `undefined` if the path fails or does not read only the constant. */
const readConstant = (path: Json | undefined, value: Json): Json | undefined => {
  if (isWhole(path)) return value
  if (path === null) return {}
  return typeof path === 'string' ? find(path, value) : undefined
}

const find = (text: string, input: Json): Json | undefined => {
  const path = compiled(text)
  if (!path?.readsInput || input === null) return undefined
  try {
    return path.find({ input, context: () => ({}), variables: {}, system: noSystem })
  } catch (error) {
    if (error instanceof EvaluationFailure) return undefined
    throw error
  }
}

/** A path reads neither a clock nor a random source. */
const noSystem = { now: () => 0, random: () => 0, uuid: () => '' }

const compiled = (text: string): JsonPath | undefined => {
  try {
    return parsePath(text)
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return undefined
    throw error
  }
}

/**
 * A payload template whose paths into the input are replaced by their values in a constant. `undefined` if a path fails, or if an expression
 * is left that may fail or that depends on the input.
 */
export const foldTemplate = (template: Json, input: Json): Json | undefined => {
  if (Array.isArray(template)) return foldAll(template, input)
  if (!isJsonObject(template)) return template
  const folded: [string, Json][] = []
  for (const [key, value] of Object.entries(template)) {
    const member = key.endsWith('.$') ? foldExpression(key, value, input) : foldMember(key, value, input)
    if (!member) return undefined
    folded.push(member)
  }
  return Object.fromEntries(folded)
}

const foldAll = (items: readonly Json[], input: Json): Json[] | undefined => {
  const folded = items.map((item) => foldTemplate(item, input))
  return folded.every((item) => item !== undefined) ? folded : undefined
}

type Member = [key: string, value: Json]

const foldMember = (key: string, value: Json, input: Json): Member | undefined => {
  const folded = foldTemplate(value, input)
  return folded === undefined ? undefined : [key, folded]
}

const foldExpression = (key: string, value: Json, input: Json): Member | undefined => {
  if (isSureTemplate({ [key]: value }) || value === '$$.Task.Token') return [key, value]
  // An input that is null has no paths in a template, not even `$`.
  const isPath = typeof value === 'string' && value.startsWith('$') && input !== null
  const found = isPath ? readConstant(value, input) : undefined
  return found === undefined || hasExpressionKey(found) ? undefined : [key.slice(0, -2), found]
}

/** The effect of a Pass state on a constant input. */
export interface AppliedFlow {
  /** The fields that produce the same output: `Result`, or `Parameters` that read the context. */
  readonly fields: JsonObject
  readonly assign: Json
}

/** Applies a Pass state in JSONPath to a constant input; `undefined` if it may fail. */
export const applyToConstant = (state: JsonObject, raw: Json): AppliedFlow | undefined => {
  const { Parameters: parameters, Assign: assign = {} } = state
  const input = readConstant(state.InputPath, raw)
  if (input === undefined) return undefined
  const template = parameters === undefined ? input : foldTemplate(parameters, input)
  const payload = state.Result === undefined ? template : state.Result
  if (payload === undefined) return undefined
  if (state.Result === undefined && parameters !== undefined && hasExpressionKey(payload)) {
    const isReplaced = isWhole(state.ResultPath) && isWhole(state.OutputPath)
    return isReplaced && isSureTemplate(assign) ? { fields: { Parameters: payload }, assign } : undefined
  }
  const assigned = foldTemplate(assign, payload)
  const placed = put(raw, state.ResultPath, payload)
  const output = placed === undefined ? undefined : readConstant(state.OutputPath, placed)
  return assigned === undefined || output === undefined ? undefined : { fields: { Result: output }, assign: assigned }
}

const put = (raw: Json, resultPath: Json | undefined, result: Json): Json | undefined => {
  if (isWhole(resultPath)) return result
  if (resultPath === null) return raw
  try {
    return parseReferencePath(String(resultPath)).put(raw, result)
  } catch (error) {
    if (error instanceof EvaluationFailure || error instanceof ExpressionSyntaxError) return undefined
    throw error
  }
}

/** True if the work and the output of a Pass state in JSONPath do not read its input, and cannot fail. */
export const ignoresInput = (state: JsonObject): boolean =>
  (isWhole(state.InputPath) || state.InputPath === null) &&
  isWhole(state.ResultPath) &&
  isWhole(state.OutputPath) &&
  (state.Result !== undefined || (state.Parameters !== undefined && isSureTemplate(state.Parameters)))

/** True if a Pass state in JSONPath cannot fail, apart from its `Assign`. */
export const cannotFail = (state: JsonObject): boolean => keepsData(state) || ignoresInput(state)
