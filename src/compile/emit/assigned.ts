import type { JsonObject } from '../../json.ts'
import type { Code } from '../expressions/code.ts'
import type { ExpressionContext } from '../expressions/context.ts'
import { toJsonCode, toStringCode } from '../expressions/conversion.ts'
import type { Variable } from '../scope.ts'
import type { AssignStep, ProgramStep, Value } from '../steps.ts'
import { contextOf, type Inference, valueCode } from './infer-types.ts'
import { boxed, codeTemplate, expressionText, type StateTemplate, templateOf } from './template.ts'

/** The values that one state assigns, and the steps that it performs. */
export interface Assigned {
  /** Codes that stand for the variables in this state: their new values are visible from the next state on. */
  readonly instead: Map<Variable, Code>
  readonly templates: Map<Variable, StateTemplate>
  /** The steps that this state performs. */
  readonly steps: Set<ProgramStep>
  /** The variables that the state reads as they were before it. */
  readonly storedReads: Set<Variable>
  /** The variable for which the input stands. */
  readonly rawInput?: Variable | undefined
}

export const assignedBy = (...steps: readonly ProgramStep[]): Assigned => ({
  instead: new Map(),
  templates: new Map(),
  steps: new Set(steps),
  storedReads: new Set(),
})

export const copyOf = ({ instead, templates, steps, storedReads, rawInput }: Assigned): Assigned => ({
  rawInput,
  instead: new Map(instead),
  templates: new Map(templates),
  steps: new Set(steps),
  storedReads: new Set(storedReads),
})

/** Adds what a step assigns. Returns true if that can fail. */
export const store = (
  inference: Inference,
  step: AssignStep,
  assigned: Assigned,
  onInstead?: (variable: Variable) => void,
): boolean => {
  let fails = false
  const codes: [Variable, Code][] = []
  for (const { variable, value } of step.assignments) {
    const context = contextOf(inference, step, assigned, onInstead)
    const code = valueCode(context, value)
    const newContext = () => contextOf(inference, step, assigned)
    const template = valueTemplate(value, variable, { context, code, newContext })
    fails ||= template.fails
    codes.push([variable, { ...code, source: inlineSource(context, code) }])
    assigned.templates.set(variable, template)
  }
  for (const [variable, code] of codes) assigned.instead.set(variable, code)
  return fails
}

/** Adds a value that a state has as its result. */
export const storeResult = (
  inference: Inference,
  step: ProgramStep,
  assigned: Assigned,
  [variable, code]: [Variable, Code],
): void => {
  const { json, ...template } = codeTemplate(contextOf(inference, step), code)
  assigned.instead.set(variable, code)
  assigned.templates.set(variable, { ...template, json: variable.isBoxed ? { value: json } : json })
}

interface TranslatedValue {
  readonly context: ExpressionContext
  readonly code: Code
  readonly newContext: () => ExpressionContext
}

const valueTemplate = (value: Value, variable: Variable, translated: TranslatedValue): StateTemplate => {
  const { context, code, newContext } = translated
  if (value.kind === 'error') return errorTemplate(value, variable, newContext)
  const template = value.kind === 'expression' ? templateOf(value.node, newContext) : codeTemplate(context, code)
  return variable.isBoxed ? boxed(template, () => [context, code], template.canBeUndefined) : template
}

const errorTemplate = (
  { name, message }: Extract<Value, { kind: 'error' }>,
  { readsMessage }: Variable,
  newContext: () => ExpressionContext,
): StateTemplate => {
  const text = (node: typeof name): StateTemplate => {
    const context = newContext()
    return codeTemplate(context, toStringCode(context, toJsonCode(context, context.translate(node, context)), node))
  }
  const error = text(name)
  const cause = message ? text(message) : error
  const json = { name: error.json, ...(readsMessage && { message: cause.json }) }
  return { json, fails: error.fails || cause.fails, canBeUndefined: false }
}

/** The source of a code that replaces a variable, with the functions of the prelude that it calls. */
const inlineSource = (context: ExpressionContext, code: Code): string =>
  context.prelude.size === 0 ? code.source : expressionText(context, code).slice('{% '.length, -' %}'.length)

/** True if a step reads a variable, apart from some steps. */
export const isRead = ({ readers }: Inference, variable: Variable, apartFrom?: ReadonlySet<ProgramStep>): boolean =>
  variable.isError || [...(readers.get(variable) ?? [])].some((step) => !apartFrom?.has(step))

/** True if codes can replace the variables that a step reads: a code that cannot be repeated has only one reader. */
export const canInline = (
  inference: Inference,
  used: ReadonlyMap<Variable, number>,
  { instead, steps, storedReads }: Assigned,
  step: ProgramStep,
): boolean =>
  [...used].every(([variable, count]) => {
    if (instead.get(variable)?.isSimple) return true
    return count === 1 && !storedReads.has(variable) && !isRead(inference, variable, new Set([...steps, step]))
  })

/** The field `assign` of a state, with the values that are read later or that can fail. */
export const assignField = (
  inference: Inference,
  { templates, steps, storedReads }: Assigned,
): { assign?: JsonObject } => {
  const live = [...templates].filter(
    ([variable, { fails }]) => fails || storedReads.has(variable) || isRead(inference, variable, steps),
  )
  if (live.length === 0) return {}
  return { assign: Object.fromEntries(live.map(([variable, { json }]) => [variable.stored, json])) }
}
