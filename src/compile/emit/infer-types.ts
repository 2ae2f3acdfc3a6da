import type { Expression, Identifier } from 'acorn'
import { type Code, code, simple } from '../expressions/code.ts'
import { type ExpressionContext, preludeCall, refusePart } from '../expressions/context.ts'
import { toItemsCode } from '../expressions/conversion.ts'
import { translate } from '../expressions/translate.ts'
import {
  anyJson,
  anything,
  arrayOf,
  canBe,
  isOnly,
  isSameType,
  itemsOf,
  join,
  NULL,
  OBJECT,
  objectType,
  UNDEFINED,
  undefinedType,
  type ValueType,
} from '../expressions/value-type.ts'
import type { Variable } from '../scope.ts'
import { isWork, nestedIn, type ProgramStep, reachableFrom, type Value } from '../steps.ts'

/** The types of the variables before a step. */
export type Types = ReadonlyMap<Variable, ValueType>

/** The facts from which the types of a function were inferred, and the result. */
export interface Inference {
  readonly text: string
  readonly variables: Map<Identifier, Variable>
  readonly constants: ReadonlyMap<string, unknown>
  /** The types before each step that can be reached. */
  readonly before: Map<ProgramStep, Types>
  /** The steps that read each variable. */
  readonly readers: Map<Variable, Set<ProgramStep>>
  /** The steps that store values, with true for those whose values nothing reads. */
  readonly idle: Map<ProgramStep, boolean>
}

/** The view that a state has of variables that it assigns itself. */
export interface Replacements {
  /** Codes that stand for variables. */
  readonly instead: ReadonlyMap<Variable, Code>
  /** Collects the variables that are read as they were before the state. */
  readonly storedReads: Set<Variable>
  /** The variable for which the input stands, which need not be an object yet. */
  readonly rawInput?: Variable | undefined
}

/** A context in which expressions of a step are translated. */
export const contextOf = (
  inference: Inference,
  step: ProgramStep,
  { instead, storedReads, rawInput }: Partial<Replacements> = {},
  onInstead: (variable: Variable) => void = () => {},
): ExpressionContext => ({
  text: inference.text,
  variables: inference.variables,
  constants: inference.constants,
  locals: new Map(),
  prelude: new Set(),
  names: 0,
  translate,
  read: (variable, node) => {
    const readers = inference.readers.get(variable) ?? new Set()
    inference.readers.set(variable, readers.add(step))
    const type = inference.before.get(step)?.get(variable)
    if (!type) return refusePart(inference, node, `"${variable.name}" has no value here`)
    if (canBe(type, UNDEFINED)) variable.isBoxed = true
    const other = instead?.get(variable)
    if (other) onInstead(variable)
    else storedReads?.add(variable)
    if (!other) return stored(variable, type)
    return variable === rawInput ? other : { ...other, type }
  },
})

const stored = (variable: Variable, type: ValueType): Code =>
  simple(variable.isBoxed ? `$${variable.stored}.value` : `$${variable.stored}`, type)

/** The code of a value that a step stores. */
export const valueCode = (context: ExpressionContext, value: Value): Code => {
  switch (value.kind) {
    case 'expression':
      return context.translate(value.node, context)
    case 'object':
      return objectCode(context, context.translate(value.node, context))
    case 'items':
      return toItemsCode(context, context.translate(value.node, context))
    case 'input':
      return value.isObject ? objectCode(context, input) : input
    case 'unset':
      return code('()', undefinedType)
    case 'error':
      // Translating the message marks it as read, so that the catcher stores it.
      for (const part of value.message ? [value.name, value.message] : [value.name]) context.translate(part, context)
      return anError
  }
}

const input: Code = simple('$states.input', anyJson)
const anError: Code = code('{}', objectType)

const objectCode = (context: ExpressionContext, value: Code): Code =>
  isOnly(value.type, OBJECT)
    ? value
    : code(
        preludeCall(context, 'js_object', [value.source]),
        { ...value.type, ...objectType },
        {
          fails: value.fails || canBe(value.type, NULL | UNDEFINED),
        },
      )

/** Infers the types of all variables at each step, until nothing changes. */
export const inferTypes = (inference: Inference, start: ProgramStep): void => {
  inferFrom(inference, start, new Map())
}

const inferFrom = (inference: Inference, start: ProgramStep, types: Types): void => {
  const waiting: ProgramStep[] = []
  enter(inference, start, types, waiting)
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    const before = inference.before.get(step) ?? new Map()
    for (const inner of nestedIn(step)) inferFrom(inference, inner, before)
    for (const [next, after] of leaving(inference, step, before)) enter(inference, next, after, waiting)
  }
}

/** Joins types into those before a step, and visits the step again if they changed. */
const enter = (inference: Inference, step: ProgramStep, types: Types, waiting: ProgramStep[]): void => {
  const known = inference.before.get(step)
  if (!known) {
    inference.before.set(step, new Map(types))
    waiting.push(step)
    return
  }
  const joined = new Map(known)
  let changed = false
  for (const [variable, type] of types) {
    const before = known.get(variable)
    const after = before ? join(before, type) : type
    if (isSameType(before, after)) continue
    joined.set(variable, after)
    changed = true
  }
  if (!changed) return
  inference.before.set(step, joined)
  waiting.push(step)
}

/** The steps that follow a step, with the types before each. */
const leaving = (inference: Inference, step: ProgramStep, before: Types): (readonly [ProgramStep, Types])[] => {
  const context = contextOf(inference, step)
  const handlers = step.catchers.map(({ next, error }): readonly [ProgramStep, Types] => [
    next,
    error ? new Map([...before, [error, objectType]]) : before,
  ])
  for (const node of expressionsOf(step)) translate(node, context)
  switch (step.kind) {
    case 'assign': {
      const after = new Map(before)
      for (const { variable, value } of step.assignments) {
        const { type } = valueCode(context, value)
        if (canBe(type, UNDEFINED) && value.kind !== 'unset') variable.isBoxed = true
        after.set(variable, type)
      }
      return [[step.next, after], ...handlers]
    }
    case 'task':
    case 'parallel':
    case 'map':
      return [[step.next, withResults(inference, step, before)], ...handlers]
    case 'choice':
      return [
        ...step.rules.map(({ next }): readonly [ProgramStep, Types] => [next, before]),
        [step.otherwise, before],
        ...handlers,
      ]
    case 'wait':
      return [[step.next, before], ...handlers]
    default:
      return handlers
  }
}

/** The expressions that a step evaluates, besides the values that it stores. */
export const expressionsOf = (step: ProgramStep): readonly Expression[] => {
  switch (step.kind) {
    case 'task':
      return step.args
    case 'choice':
      return step.rules.map(({ test }) => test)
    case 'wait':
      return [step.time]
    case 'return':
      return step.value ? [step.value] : []
    case 'fail':
      return step.cause ? [step.error, step.cause] : [step.error]
    case 'map':
      return [step.items]
    default:
      return []
  }
}

const withResults = (inference: Inference, step: ProgramStep, before: Types): Types => {
  const after = new Map(before)
  if (step.kind === 'parallel' && Array.isArray(step.result)) {
    for (const [index, variable] of step.result.entries()) {
      const branch = step.branches[index]
      if (variable && branch) after.set(variable, resultType(inference, branch))
    }
    return after
  }
  if (!isWork(step) || !step.result || Array.isArray(step.result)) return after
  after.set(step.result as Variable, typeOfResult(inference, step))
  return after
}

const typeOfResult = (inference: Inference, step: ProgramStep): ValueType => {
  if (step.kind === 'map') return arrayOf(resultType(inference, step.body))
  if (step.kind !== 'parallel') return anyJson
  const items = step.branches.map((branch) => resultType(inference, branch)).reduce(join)
  return { ...arrayOf(items), minItems: step.branches.length }
}

/** The type of a branch's result as JSON, in which undefined is null. */
const resultType = (inference: Inference, start: ProgramStep): ValueType => {
  const types = reachableFrom(start).flatMap((step) => {
    if (step.kind !== 'return' || !inference.before.has(step)) return []
    const { value } = step
    return [value ? translate(value, contextOf(inference, step)).type : undefinedType]
  })
  return itemsOf(arrayOf(types.length === 0 ? anything : types.reduce(join)))
}
