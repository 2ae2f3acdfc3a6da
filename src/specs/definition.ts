import * as z from 'zod/mini'
import type { Condition } from './condition.ts'
import { conditionProblems } from './condition-problems.ts'
import { mapFields, ProcessorConfig } from './map.ts'
import { nameProblem, resourceProblem } from './resource.ts'
import type { StateType } from './state-types.ts'
import {
  count,
  countOrExpression,
  MAX_COUNT,
  oneOrMany,
  oneOrSeveral,
  Path,
  Payload,
  QueryLanguage,
  Text,
} from './values.ts'

const common = { comment: z.optional(Text), queryLanguage: z.optional(QueryLanguage) } as const

const transition = { next: z.optional(Text), end: z.optional(z.literal(true)) } as const

const inputAndOutput = {
  inputPath: z.optional(Path),
  outputPath: z.optional(Path),
  output: z.optional(Payload),
} as const

const variables = { assign: z.optional(Payload) } as const

/** One error name, or several; left out, `States.ALL`. */
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
  resultPath: z.optional(Path),
  output: z.optional(Payload),
  assign: z.optional(Payload),
  comment: z.optional(Text),
})
export interface Catcher extends z.infer<typeof Catcher> {}

const errorHandling = { retry: z.optional(oneOrMany(Retrier)), catch: z.optional(oneOrMany(Catcher)) } as const

/** Of states that do work: what goes in and what comes out. */
const work = {
  ...inputAndOutput,
  ...variables,
  ...errorHandling,
  ...transition,
  parameters: z.optional(Payload),
  resultSelector: z.optional(Payload),
  resultPath: z.optional(Path),
} as const

/** What a choice rule tests; its problems are found by {@link conditionProblems}. */
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

export const Rule = z.strictObject({
  condition: ConditionSpec,
  next: Text,
  comment: z.optional(Text),
  assign: z.optional(Payload),
  output: z.optional(Payload),
})
export interface Rule extends z.infer<typeof Rule> {}

/** A text about which a function may have something to say. */
const checked = (problemOf: (text: string) => string | undefined) =>
  Text.check((context) => {
    const message = problemOf(context.value)
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  })

export const Task = z.strictObject({
  type: z.literal('task'),
  ...common,
  ...work,
  resource: checked(resourceProblem),
  arguments: z.optional(Payload),
  credentials: z.optional(Payload),
  timeoutSeconds: z.optional(countOrExpression(1, MAX_COUNT)),
  timeoutSecondsPath: z.optional(Text),
  heartbeatSeconds: z.optional(countOrExpression(1, MAX_COUNT)),
  heartbeatSecondsPath: z.optional(Text),
})
export interface Task extends z.infer<typeof Task> {}

export const Pass = z.strictObject({
  type: z.literal('pass'),
  ...common,
  ...inputAndOutput,
  ...variables,
  ...transition,
  parameters: z.optional(Payload),
  result: z.optional(Payload),
  resultPath: z.optional(Path),
})
export interface Pass extends z.infer<typeof Pass> {}

export const Wait = z.strictObject({
  type: z.literal('wait'),
  ...common,
  ...inputAndOutput,
  ...variables,
  ...transition,
  seconds: z.optional(countOrExpression(0, MAX_COUNT)),
  secondsPath: z.optional(Text),
  timestamp: z.optional(z.union([Text, z.date()])),
  timestampPath: z.optional(Text),
})
export interface Wait extends z.infer<typeof Wait> {}

export const Choice = z.strictObject({
  type: z.literal('choice'),
  ...common,
  ...inputAndOutput,
  ...variables,
  choices: z.readonly(z.array(Rule).check(z.minLength(1))),
  default: z.optional(Text),
})
export interface Choice extends z.infer<typeof Choice> {}

export const Succeed = z.strictObject({ type: z.literal('succeed'), ...common, ...inputAndOutput })
export interface Succeed extends z.infer<typeof Succeed> {}

export const Fail = z.strictObject({
  type: z.literal('fail'),
  ...common,
  error: z.optional(Text),
  errorPath: z.optional(Text),
  cause: z.optional(Text),
  causePath: z.optional(Text),
})
export interface Fail extends z.infer<typeof Fail> {}

/** The machines within a state; the one place where the specs are recursive, hence the one written type. */
const NestedBranch = z.lazy((): z.ZodMiniType<Branch> => Branch)
const NestedProcessor = z.lazy((): z.ZodMiniType<Processor> => Processor)

export const Parallel = z.strictObject({
  type: z.literal('parallel'),
  ...common,
  ...work,
  arguments: z.optional(Payload),
  branches: z.readonly(z.array(NestedBranch).check(z.minLength(1))),
})
export interface Parallel extends z.infer<typeof Parallel> {}

export const MapState = z.strictObject({
  type: z.literal('map'),
  ...common,
  ...work,
  ...mapFields,
  itemProcessor: z.optional(NestedProcessor),
  iterator: z.optional(NestedProcessor),
})
export interface MapState extends z.infer<typeof MapState> {}

export const State = z.discriminatedUnion('type', [Task, Pass, Wait, Choice, Succeed, Fail, Parallel, MapState])
export type State = Task | Pass | Wait | Choice | Succeed | Fail | Parallel | MapState

export const states = {
  task: Task,
  pass: Pass,
  wait: Wait,
  choice: Choice,
  succeed: Succeed,
  fail: Fail,
  parallel: Parallel,
  map: MapState,
} as const satisfies { [T in Lowercase<StateType>]: z.ZodMiniType<Extract<State, { type: T }>> }
/** A state's `type` in a literal: ASL's name in lower case. */
export type LiteralStateType = keyof typeof states

const block = { states: z.record(z.string(), State), startAt: Text, comment: z.optional(Text) } as const

/** One branch of a Parallel state. */
export const Branch = z.strictObject(block)
export interface Branch extends z.infer<typeof Branch> {}

/** What a Map does with each item. */
export const Processor = z.strictObject({ ...block, processorConfig: z.optional(ProcessorConfig) })
export interface Processor extends z.infer<typeof Processor> {}

/** What a literal has and its ASL does not: how it is deployed, and what editors check it with. */
export const literalOnly: ReadonlySet<string> = new Set(['name', '$schema'])

/** A whole state machine as a literal. */
export const Definition = z.strictObject({
  $schema: z.optional(Text),
  name: z.optional(checked(nameProblem)),
  ...block,
  version: z.optional(z.literal('1.0')),
  queryLanguage: z.optional(QueryLanguage),
  timeoutSeconds: z.optional(count(0, MAX_COUNT)),
})
export interface Definition extends z.infer<typeof Definition> {}
