import * as z from 'zod/mini'
import type { Condition } from './condition.ts'
import { conditionProblems } from './condition-problems.ts'
import { mapFields, ProcessorConfig } from './map-fields.ts'
import { nameProblem, parseResource, resourceProblem } from './parse-resource.ts'
import type { StateType } from './state-types.ts'
import {
  count,
  countOrExpression,
  MAX_COUNT,
  NullablePath,
  oneOrMany,
  oneOrSeveral,
  Payload,
  QueryLanguage,
  StaticData,
  Text,
  TextOrExpression,
} from './values.ts'

const common = { comment: z.optional(Text), queryLanguage: z.optional(QueryLanguage) } as const

const transition = { next: z.optional(Text), end: z.optional(z.literal(true)) } as const

const inputAndOutput = {
  inputPath: z.optional(NullablePath),
  outputPath: z.optional(NullablePath),
  output: z.optional(Payload),
} as const

const variables = { assign: z.optional(Payload) } as const

/** One error name or several. The default is `States.ALL`. */
const ErrorEquals = z.optional(oneOrSeveral(Text))

export const Retrier = z.strictObject({
  errorEquals: ErrorEquals,
  intervalSeconds: z.optional(count(0, MAX_COUNT)),
  maxAttempts: z.optional(count(0, MAX_COUNT)),
  backoffRate: z.optional(z.number().check(z.gte(1))),
  maxDelaySeconds: z.optional(count(1, 31_622_400)),
  jitterStrategy: z.optional(z.enum(['NONE', 'FULL'])),
  comment: z.optional(Text),
})
export interface Retrier extends z.infer<typeof Retrier> {}

export const Catcher = z.strictObject({
  errorEquals: ErrorEquals,
  next: Text,
  resultPath: z.optional(NullablePath),
  output: z.optional(Payload),
  assign: z.optional(Payload),
  comment: z.optional(Text),
})
export interface Catcher extends z.infer<typeof Catcher> {}

const errorHandling = { retry: z.optional(oneOrMany(Retrier)), catch: z.optional(oneOrMany(Catcher)) } as const

/** Permissions that the role of the state machine needs for a state, in the terms of IAM. */
export const StatePermission = z.strictObject({
  actions: z.readonly(z.array(Text).check(z.minLength(1))),
  resources: z.readonly(z.array(Text).check(z.minLength(1))),
  condition: z.optional(z.record(z.string(), z.unknown())),
})
export interface StatePermission extends z.infer<typeof StatePermission> {}

const permissions = { iam: z.optional(z.readonly(z.array(StatePermission))) } as const

/** The fields of states that do work: input, result, output and errors. */
const work = {
  ...inputAndOutput,
  ...variables,
  ...errorHandling,
  ...transition,
  parameters: z.optional(Payload),
  resultSelector: z.optional(Payload),
  resultPath: z.optional(NullablePath),
} as const

/** The condition of a choice rule. {@link conditionProblems} finds its problems. */
export const ConditionSpec = z
  .custom<Condition>((value) => value !== undefined)
  .check((context) => {
    for (const { path, message, hint, severity } of conditionProblems(context.value)) {
      context.issues.push({
        code: 'custom',
        path: [...path],
        message,
        input: context.value,
        params: { hint, severity },
      })
    }
  })

export const ChoiceRule = z.strictObject({
  condition: ConditionSpec,
  next: Text,
  comment: z.optional(Text),
  assign: z.optional(Payload),
  output: z.optional(Payload),
})
export interface ChoiceRule extends z.infer<typeof ChoiceRule> {}

/** A string that a function checks. */
const checked = (problemOf: (text: string) => string | undefined) =>
  Text.check((context) => {
    const message = problemOf(context.value)
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  })

/** Rejects `resultPath` and `outputPath` of a nested execution without `resultSelector`, which selects the child's output in JSONPath. */
const nestedExecutionCheck: z.core.CheckFn<NestedExecutionFields> = ({ value, issues }) => {
  if (parseResource(value.resource).kind !== 'machine' || value.resultSelector !== undefined) return
  for (const field of ['resultPath', 'outputPath'] as const) {
    if (typeof value[field] !== 'string') continue
    const message = `"${field}" of a nested execution needs "resultSelector"`
    const hint = 'for example resultSelector: { "output.$": "$.Output" }'
    issues.push({ code: 'custom', path: [field], message, input: value, params: { hint } })
  }
}

interface NestedExecutionFields {
  readonly resource: string
  readonly resultSelector?: unknown
  readonly resultPath?: string | null | undefined
  readonly outputPath?: string | null | undefined
}

export const TaskState = z
  .strictObject({
    type: z.literal('task'),
    ...common,
    ...work,
    ...permissions,
    resource: checked(resourceProblem),
    arguments: z.optional(Payload),
    credentials: z.optional(Payload),
    timeoutSeconds: z.optional(countOrExpression(1, MAX_COUNT)),
    timeoutSecondsPath: z.optional(Text),
    heartbeatSeconds: z.optional(countOrExpression(1, MAX_COUNT)),
    heartbeatSecondsPath: z.optional(Text),
  })
  .check(nestedExecutionCheck)
export interface TaskState extends z.infer<typeof TaskState> {}

export const PassState = z.strictObject({
  type: z.literal('pass'),
  ...common,
  ...inputAndOutput,
  ...variables,
  ...transition,
  parameters: z.optional(Payload),
  result: z.optional(StaticData),
  resultPath: z.optional(NullablePath),
})
export interface PassState extends z.infer<typeof PassState> {}

export const WaitState = z.strictObject({
  type: z.literal('wait'),
  ...common,
  ...inputAndOutput,
  ...variables,
  ...transition,
  seconds: z.optional(countOrExpression(0, MAX_COUNT)),
  secondsPath: z.optional(Text),
  timestamp: z.optional(z.union([TextOrExpression, z.date()])),
  timestampPath: z.optional(Text),
})
export interface WaitState extends z.infer<typeof WaitState> {}

export const ChoiceState = z.strictObject({
  type: z.literal('choice'),
  ...common,
  ...inputAndOutput,
  ...variables,
  choices: z.readonly(z.array(ChoiceRule).check(z.minLength(1))),
  default: z.optional(Text),
})
export interface ChoiceState extends z.infer<typeof ChoiceState> {}

export const SucceedState = z.strictObject({ type: z.literal('succeed'), ...common, ...inputAndOutput })
export interface SucceedState extends z.infer<typeof SucceedState> {}

export const FailState = z.strictObject({
  type: z.literal('fail'),
  ...common,
  error: z.optional(TextOrExpression),
  errorPath: z.optional(Text),
  cause: z.optional(TextOrExpression),
  causePath: z.optional(Text),
})
export interface FailState extends z.infer<typeof FailState> {}

/** The state machines inside a state. The specs are recursive here only, so these types are written out. */
const NestedBranch = z.lazy((): z.ZodMiniType<Branch | State | string> => z.union([Branch, State, Text]))
const NestedProcessor = z.lazy((): z.ZodMiniType<Processor> => Processor)

export const ParallelState = z.strictObject({
  type: z.literal('parallel'),
  ...common,
  ...work,
  arguments: z.optional(Payload),
  branches: z.readonly(z.array(NestedBranch).check(z.minLength(1))),
})
export interface ParallelState extends z.infer<typeof ParallelState> {}

export const MapState = z.strictObject({
  type: z.literal('map'),
  ...common,
  ...work,
  ...permissions,
  ...mapFields,
  itemProcessor: z.optional(NestedProcessor),
  iterator: z.optional(NestedProcessor),
})
export interface MapState extends z.infer<typeof MapState> {}

/** A state's `type` in a literal: ASL's name in lower case. */
export type LiteralStateType = Lowercase<StateType>

/** The spec of each type of state. */
export const stateSpecs = {
  task: TaskState,
  pass: PassState,
  wait: WaitState,
  choice: ChoiceState,
  succeed: SucceedState,
  fail: FailState,
  parallel: ParallelState,
  map: MapState,
} as const satisfies { [Type in LiteralStateType]: z.ZodMiniType<StatesByType[Type]> }

/** The type of a state of each type. */
export interface StatesByType {
  readonly task: TaskState
  readonly pass: PassState
  readonly wait: WaitState
  readonly choice: ChoiceState
  readonly succeed: SucceedState
  readonly fail: FailState
  readonly parallel: ParallelState
  readonly map: MapState
}

export const State = z.discriminatedUnion('type', [
  TaskState,
  PassState,
  WaitState,
  ChoiceState,
  SucceedState,
  FailState,
  ParallelState,
  MapState,
])
export type State = StatesByType[LiteralStateType]

const stateGroup = { states: z.record(z.string(), State), startAt: Text, comment: z.optional(Text) } as const

/** One branch of a Parallel state. */
export const Branch = z.strictObject(stateGroup)
export interface Branch extends z.infer<typeof Branch> {}

/** The state machine that a Map runs for each item. */
export const Processor = z.strictObject({ ...stateGroup, processorConfig: z.optional(ProcessorConfig) })
export interface Processor extends z.infer<typeof Processor> {}

/**
 * The fields of a literal that its ASL does not have: the name to deploy it under, the schema for editors, and the permissions of a
 * state.
 */
export const literalOnlyFields: ReadonlySet<string> = new Set(['name', '$schema', 'iam'])

/** A whole state machine as a literal. */
export const Definition = z.strictObject({
  $schema: z.optional(Text),
  name: z.optional(checked(nameProblem)),
  ...stateGroup,
  version: z.optional(z.literal('1.0')),
  queryLanguage: z.optional(QueryLanguage),
  timeoutSeconds: z.optional(count(0, MAX_COUNT)),
})
export interface Definition extends z.infer<typeof Definition> {}
