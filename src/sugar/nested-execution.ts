import { type AwsEnvironment, fromAwsName, parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { isEqual } from '../expressions/equality.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import type { AslObject } from '../specs/asl-object.ts'
import type { DefinitionPath } from '../specs/finding.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { ownValue } from '../specs/value-at-path.ts'
import { isJsonata } from '../specs/values.ts'
import type { Codec, SugarContext } from './codec.ts'

/**
 * A task that runs another state machine: `resource: 'machine/child'`. Its ASL starts the execution, waits for it and returns the
 * child's output (developer guide, Start a new AWS Step Functions execution). `codec` translates the other fields of a state.
 */
export const nestedExecutionCodec = (codec: Codec): Codec => {
  const desugar: Codec['desugar'] = (value, context) => {
    const asl = codec.desugar(value, context)
    const name = machineNameOf(value)
    return name !== undefined && isJsonObject(value) && isJsonObject(asl)
      ? expand(asl, value, { ...context, name })
      : asl
  }
  return {
    desugar,
    resugar(value, context) {
      const literal = codec.resugar(value, context)
      const short = isJsonObject(value) && isJsonObject(literal) ? contract(literal, value, context) : undefined
      const expanded = short && desugar(short, context)
      return isJsonObject(expanded) && isJsonObject(value) && isEqual(expanded, value) ? short : literal
    },
    locate: (value, path) =>
      (machineNameOf(value) === undefined ? undefined : locateInExpanded(value, path)) ?? codec.locate(value, path),
  }
}

/** The name of the state machine that a state of a literal runs. */
const machineNameOf = (state: unknown): string | undefined => {
  if (ownValue(state, 'type') !== 'task') return undefined
  const resource = ownValue(state, 'resource')
  if (typeof resource !== 'string') return undefined
  const parsed = parseResource(resource)
  return parsed.kind === 'machine' ? parsed.name : undefined
}

/** The member of a child's input by which Step Functions links the parent execution. */
const PARENT = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'

const parentInJsonata = '$states.context.Execution.Id'

/** The fields of a nested execution in each query language. */
const languages = {
  JSONPath: {
    payload: 'Parameters',
    literalPayload: 'parameters',
    defaultInput: {
      'Input.$': `States.JsonMerge($, States.StringToJson(States.Format('\\{"${PARENT}":"{}"\\}', $$.Execution.Id)), false)`,
    },
    parent: { key: `${PARENT}.$`, value: '$$.Execution.Id' },
    output: { key: 'OutputPath', literalKey: 'outputPath', value: '$.Output' },
    /** The fields that replace the default output. */
    outputFields: ['resultPath', 'resultSelector', 'outputPath'],
  },
  JSONata: {
    payload: 'Arguments',
    literalPayload: 'arguments',
    defaultInput: { Input: `{% $merge([($states.input), {"${PARENT}": ${parentInJsonata}}]) %}` },
    parent: { key: PARENT, value: `{% ${parentInJsonata} %}` },
    output: { key: 'Output', literalKey: 'output', value: '{% $states.result.Output %}' },
    outputFields: ['output'],
  },
} as const

const hasField = (literal: object, key: string): boolean =>
  ownValue(literal, key) !== undefined || ownValue(literal, key.charAt(0).toUpperCase() + key.slice(1)) !== undefined

const expand = (asl: AslObject, literal: object, { name, environment, state }: SugarContext & { name: string }) => {
  const { payload, literalPayload, defaultInput, output, outputFields } = languages[state]
  // A payload that is ASL verbatim is complete.
  if (ownValue(literal, payload) !== undefined) return asl
  const given = ownValue(literal, literalPayload)
  const input = given === undefined ? defaultInput : { Input: withParent(given, state) }
  return {
    ...asl,
    [payload]: { StateMachineArn: machineArn(name, environment), ...input },
    ...(outputFields.some((field) => hasField(literal, field)) ? {} : { [output.key]: output.value }),
  }
}

const machineArn = (name: string, environment: AwsEnvironment): string => {
  const [machine = '', ...qualifier] = name.split(':')
  return [stateMachineArn(environment, toAwsName(machine)), ...qualifier].join(':')
}

/** The input of the child execution: the given one, with the id of the parent execution. */
const withParent = (input: unknown, language: SugarContext['state']): unknown => {
  const { key, value } = languages[language].parent
  if (language === 'JSONata' && isJsonata(input))
    return `{% $merge([(${input.slice(2, -2).trim()}), {"${PARENT}": ${parentInJsonata}}]) %}`
  if (!isJsonObject(input) || Object.hasOwn(input, PARENT) || Object.hasOwn(input, key)) return input
  return { ...input, [key]: value }
}

const merged =
  /^\{% \$merge\(\[\((?<input>[\s\S]*)\), \{"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": \$states\.context\.Execution\.Id\}\]\) %\}$/

/** The inverse of {@link withParent}. */
const withoutParent = (input: unknown, language: SugarContext['state']): unknown => {
  const { key, value } = languages[language].parent
  const inner = typeof input === 'string' ? merged.exec(input)?.groups?.input : undefined
  if (inner !== undefined) return `{% ${inner} %}`
  if (!isJsonObject(input) || input[key] !== value) return input
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== key))
}

/** A task's literal with `resource: 'machine/…'`, if its ASL can be that of a nested execution; else `undefined`. */
const contract = (literal: JsonObject, asl: JsonObject, { state }: SugarContext): JsonObject | undefined => {
  const { payload, literalPayload, defaultInput, output } = languages[state]
  const arguments_ = asl[payload]
  if (
    !isJsonObject(arguments_) ||
    typeof asl.Resource !== 'string' ||
    !asl.Resource.endsWith(':states:startExecution.sync:2')
  )
    return undefined
  const { StateMachineArn: arn, ...input } = arguments_
  const name = typeof arn === 'string' ? machineNameIn(arn) : undefined
  if (name === undefined) return undefined
  const short: JsonObject = {}
  for (const [key, value] of Object.entries(literal)) {
    if (key === 'resource') short.resource = `machine/${name}`
    else if (key === literalPayload) {
      if (!isEqual(input, defaultInput)) short[key] = withoutParent(input.Input, state) as JsonObject
    } else if (key !== output.literalKey || value !== output.value || Object.hasOwn(literal, 'resultSelector'))
      Object.defineProperty(short, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return short
}

const machineNameIn = (arn: string): string | undefined => {
  const [type, name, ...qualifier] = parseArn(arn)?.resource ?? []
  return type === 'stateMachine' && name ? [fromAwsName(name), ...qualifier].join(':') : undefined
}

/** The path in the literal of a value in a field that {@link expand} makes; `undefined` for other fields. */
const locateInExpanded = (state: unknown, [field, member, ...rest]: DefinitionPath): DefinitionPath | undefined => {
  for (const { payload, literalPayload, output } of Object.values(languages)) {
    if (field === output.key && !isWritten(state, output.literalKey, output.key)) return ['resource']
    if (field !== payload || ownValue(state, payload) !== undefined) continue
    const isInput = member === 'Input' && ownValue(state, literalPayload) !== undefined
    return isInput ? [literalPayload, ...rest] : ['resource']
  }
  return undefined
}

const isWritten = (state: unknown, ...keys: string[]): boolean => keys.some((key) => ownValue(state, key) !== undefined)
