import { EvaluationFailure } from '../../../expressions/failure.ts'
import { type JsonPath, parsePath } from '../../../expressions/json-path.ts'
import { type JsonataScope, parseJsonataTemplate } from '../../../expressions/jsonata.ts'
import { parseReferencePath } from '../../../expressions/reference-path.ts'
import { parseTemplate } from '../../../expressions/template.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { stateTypes } from '../../../specs/state-types.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import type { AslState } from './asl.ts'
import type { Frame } from './frame.ts'
import { andThen, type Maybe } from './maybe.ts'
import type { StateResult } from './program.ts'

/** The fields of a state through which data flows into it and out of it. `raw` is the input with which the state was entered. */
export interface Flow {
  /** InputPath. */
  input(raw: Json, frame: Frame): Maybe<Json>
  /** Parameters or Arguments. */
  arguments(input: Json, frame: Frame): Maybe<Json>
  /** ResultSelector, ResultPath and OutputPath, or Output; and Assign. */
  output(raw: Json, result: Json, frame: Frame): Maybe<StateResult>
  /** OutputPath or Output, and Assign, of a state that has no result, but passes its input on. */
  passOn(raw: Json, input: Json, frame: Frame): Maybe<StateResult>
}

/** The flow of a JSONPath state, whose values never have to be awaited. */
export interface JsonPathFlow extends Flow {
  input(raw: Json, frame: Frame): Json
  arguments(input: Json, frame: Frame): Json
  output(raw: Json, result: Json, frame: Frame): StateResult
  passOn(raw: Json, input: Json, frame: Frame): StateResult
}

/** Compiles the data flow of a state whose next state is its `Next`. */
export const compileFlow = (asl: AslState, language: QueryLanguage): Flow =>
  language === 'JSONata' ? jsonataFlow(asl) : compileJsonPathFlow(asl)

/** The value of a field that is a path, such as InputPath. @throws EvaluationFailure if the path finds nothing */
const readPath = (path: JsonPath, input: Json, frame: Frame): Json => {
  const scope = frame.scope(input)
  const found = path.find(scope)
  if (found === undefined)
    throw new EvaluationFailure('States.Runtime', `Invalid path '${path.text}' : ${path.missing(scope)}`)
  return found
}

/** InputPath and OutputPath: the whole value without one, `{}` if it is null (ASL spec, Input and output processing). */
const pathField = (text: string | null | undefined) => {
  if (text === undefined || text === '$') return (value: Json) => value
  if (text === null) return (): Json => ({})
  const path = parsePath(text)
  return (value: Json, frame: Frame) => readPath(path, value, frame)
}

/** ResultPath: where in the raw input the result is put; `null` discards the result. */
export const compileResultPath = (text: string | null | undefined) => {
  if (text === undefined || text === '$') return (_raw: Json, result: Json) => result
  if (text === null) return (raw: Json) => raw
  const path = parseReferencePath(text)
  return (raw: Json, result: Json) => path.put(raw, result)
}

const templateField = (template: Json | undefined, field: string) => {
  if (template === undefined) return (value: Json) => value
  const parsed = parseTemplate(template, field)
  return (value: Json, frame: Frame): Json => parsed.evaluate(frame.scope(value))
}

/** Assign in a JSONPath state: an empty one assigns nothing. */
export const compileJsonPathAssign = (assign: JsonObject | undefined) => {
  if (!assign || Object.keys(assign).length === 0) return () => undefined
  const evaluate = parseTemplate(assign, 'Assign')
  return (value: Json, frame: Frame) => evaluate.evaluate(frame.scope(value)) as JsonObject
}

export const compileJsonPathFlow = (asl: AslState): JsonPathFlow => {
  const inputPath = pathField(asl.InputPath)
  const parameters = templateField(asl.Parameters, 'Parameters')
  const resultSelector = templateField(asl.ResultSelector, 'ResultSelector')
  const putResult = compileResultPath(asl.ResultPath)
  const outputPath = pathField(asl.OutputPath)
  const assign = compileJsonPathAssign(asl.Assign)
  const next = asl.Next
  return {
    input: (raw, frame) => {
      const input = inputPath(raw, frame)
      frame.inspect('afterInputPath', input)
      return input
    },
    arguments: (input, frame) => {
      const effective = parameters(input, frame)
      frame.inspect('afterParameters', effective)
      return effective
    },
    output: (raw, result, frame) => {
      const selected = resultSelector(result, frame)
      frame.inspect('afterResultSelector', selected)
      const assigned = assign(result, frame)
      const placed = putResult(raw, selected)
      frame.inspect('afterResultPath', placed)
      return { output: outputPath(placed, frame), assigned, next }
    },
    passOn: (_raw, input, frame) => {
      const assigned = assign(input, frame)
      return { output: outputPath(input, frame), assigned, next }
    },
  }
}

const jsonataFlow = (asl: AslState): Flow => {
  const args = asl.Arguments === undefined ? undefined : parseJsonataTemplate(asl.Arguments, 'Arguments')
  const output = compileJsonataOutput(asl, { next: asl.Next })
  const passOn: Flow['passOn'] = (raw, input, frame) => output(frame, { input: raw }, input)
  return {
    input: (raw) => raw,
    arguments: (input, frame) => {
      if (!args) return input
      const evaluated = args.evaluate(frame.jsonataScope({ input }))
      return frame.isInspected ? andThen(evaluated, inspected('afterArguments', frame)) : evaluated
    },
    output: stateTypes[asl.Type].hasResult
      ? (raw, result, frame) => output(frame, { input: raw, result }, result)
      : passOn,
    passOn,
  }
}

const inspected = (step: 'afterArguments', frame: Frame) => (value: Json) => {
  frame.inspect(step, value)
  return value
}

interface JsonataOutputOptions {
  readonly next: string | undefined
  /** The prefix of the fields in messages: `Catch[0]/`. */
  readonly label?: string
}

/** Output and Assign of a JSONata state, Choice rule or catcher; without Output, `otherwise` is the output. */
export const compileJsonataOutput = (
  fields: { Output?: Json; Assign?: JsonObject },
  { next, label = '' }: JsonataOutputOptions,
) => {
  const output = fields.Output === undefined ? undefined : parseJsonataTemplate(fields.Output, `${label}Output`)
  const assign = isEmpty(fields.Assign) ? undefined : parseJsonataTemplate(fields.Assign, `${label}Assign`)
  return (frame: Frame, states: JsonataScope['states'], otherwise: Json): Maybe<StateResult> => {
    if (!output && !assign) return { output: otherwise, assigned: undefined, next }
    const scope = frame.jsonataScope(states)
    return andThen(assign?.evaluate(scope), (assigned) =>
      andThen(output ? output.evaluate(scope) : otherwise, (value) => ({
        output: value,
        assigned: assigned as JsonObject | undefined,
        next,
      })),
    )
  }
}

const isEmpty = (assign: JsonObject | undefined): assign is undefined => !assign || Object.keys(assign).length === 0
