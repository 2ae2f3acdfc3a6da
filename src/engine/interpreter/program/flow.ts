import { EvaluationFailure } from '../../../expressions/failure.ts'
import { type JsonPath, parsePath } from '../../../expressions/json-path.ts'
import { type JsonataScope, type JsonataTemplate, parseJsonataTemplate } from '../../../expressions/jsonata.ts'
import { parseReferencePath } from '../../../expressions/reference-path.ts'
import { parseTemplate } from '../../../expressions/template.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { stateTypes } from '../../../specs/state-types.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import type { AslState } from './asl.ts'
import type { Frame } from './frame.ts'
import { andThen, type Maybe } from './maybe.ts'

/** How a state is left: with what, what it assigned, and whither (`undefined`: its line of states ends). */
export interface StateResult {
  output: Json
  assigned: JsonObject | undefined
  next: string | undefined
}

/** What a state's own work has to do with data: `raw` is what the state was entered with. */
export interface Flow {
  /** InputPath. */
  input(raw: Json, frame: Frame): Maybe<Json>
  /** Parameters or Arguments. */
  arguments(input: Json, frame: Frame): Maybe<Json>
  /** ResultSelector, ResultPath and OutputPath, or Output; and Assign. */
  leave(raw: Json, result: Json, frame: Frame): Maybe<Omit<StateResult, 'next'>>
}

export const compileFlow = (asl: AslState, language: QueryLanguage): Flow =>
  language === 'JSONata' ? jsonataFlow(asl) : jsonPathFlow(asl)

/** What a path finds for a whole field such as InputPath. @throws EvaluationFailure where it finds nothing */
export const readPath = (path: JsonPath, input: Json, frame: Frame): Json => {
  const scope = frame.scope(input)
  const found = path.find(scope)
  if (found === undefined)
    throw new EvaluationFailure('States.Runtime', `Invalid path '${path.text}' : ${path.missing(scope)}`)
  return found
}

/** InputPath and OutputPath: the whole value where there is none, `{}` where it is null (ASL spec, Input and output processing). */
const pathField = (text: string | null | undefined) => {
  if (text === undefined || text === '$') return (value: Json) => value
  if (text === null) return (): Json => ({})
  const path = parsePath(text)
  return (value: Json, frame: Frame) => readPath(path, value, frame)
}

/** ResultPath: where in the raw input the result is put; `null` discards it. */
export const compileResultPath = (text: string | null | undefined) => {
  if (text === undefined || text === '$') return (_raw: Json, result: Json) => result
  if (text === null) return (raw: Json) => raw
  const path = parseReferencePath(text)
  return (raw: Json, result: Json) => path.put(raw, result)
}

const templateField = (template: Json | undefined, field: string) => {
  if (template === undefined) return undefined
  const parsed = parseTemplate(template, field)
  return (value: Json, frame: Frame): Json => parsed.evaluate(frame.scope(value))
}

/** Assign in a JSONPath state: an empty one assigns nothing. */
export const compileJsonPathAssign = (assign: JsonObject | undefined) => {
  if (!assign || Object.keys(assign).length === 0) return () => undefined
  const evaluate = parseTemplate(assign, 'Assign')
  return (value: Json, frame: Frame) => evaluate.evaluate(frame.scope(value)) as JsonObject
}

const jsonPathFlow = (asl: AslState): Flow => {
  const inputPath = pathField(asl.InputPath)
  const parameters = templateField(asl.Parameters, 'Parameters')
  const resultSelector = templateField(asl.ResultSelector, 'ResultSelector')
  const resultPath = compileResultPath(asl.ResultPath)
  const outputPath = pathField(asl.OutputPath)
  const assign = compileJsonPathAssign(asl.Assign)
  return {
    input: inputPath,
    arguments: parameters ?? ((input) => input),
    leave: (raw, result, frame) => {
      const selected = resultSelector ? resultSelector(result, frame) : result
      return { assigned: assign(result, frame), output: outputPath(resultPath(raw, selected), frame) }
    },
  }
}

const jsonataFlow = (asl: AslState): Flow => {
  const args = asl.Arguments === undefined ? undefined : parseJsonataTemplate(asl.Arguments, 'Arguments')
  const leave = compileJsonataLeave(asl)
  return {
    input: (raw) => raw,
    arguments: (input, frame) => (args ? args.evaluate(jsonataScope(frame, { input })) : input),
    leave: stateTypes[asl.Type].hasResult
      ? (raw, result, frame) => leave(frame, { input: raw, result }, result)
      : (raw, result, frame) => leave(frame, { input: raw }, result),
  }
}

/** Output and Assign of a JSONata state, Choice rule or catcher; without Output, `otherwise` is the output. */
export const compileJsonataLeave = (fields: { Output?: Json; Assign?: JsonObject }, place = '') => {
  const output = fields.Output === undefined ? undefined : parseJsonataTemplate(fields.Output, `${place}Output`)
  const assign = isEmpty(fields.Assign) ? undefined : parseJsonataTemplate(fields.Assign, `${place}Assign`)
  const evaluate = (template: JsonataTemplate | undefined, scope: JsonataScope) => template?.evaluate(scope)
  return (frame: Frame, states: JsonataScope['states'], otherwise: Json): Maybe<Omit<StateResult, 'next'>> => {
    if (!output && !assign) return { output: otherwise, assigned: undefined }
    const scope = jsonataScope(frame, states)
    return andThen(evaluate(assign, scope), (assigned) =>
      andThen(evaluate(output, scope), (value) => ({
        output: value === undefined ? otherwise : value,
        assigned: assigned as JsonObject | undefined,
      })),
    )
  }
}

const isEmpty = (assign: JsonObject | undefined): assign is undefined => !assign || Object.keys(assign).length === 0

export const jsonataScope = (frame: Frame, states: JsonataScope['states']): JsonataScope => ({
  states,
  context: frame.context,
  variables: frame.variables,
  system: frame.deps.system,
})
