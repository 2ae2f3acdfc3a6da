import type { Json, JsonObject } from '../../json.ts'
import { type Code, simple } from '../expressions/code.ts'
import { toJsonCode, toStringCode } from '../expressions/conversion.ts'
import { test } from '../expressions/operators.ts'
import { anyJson } from '../expressions/value-type.ts'
import type { Variable } from '../scope.ts'
import {
  type AssignStep,
  type ChoiceStep,
  type FailStep,
  isWork,
  type MapStep,
  type ParallelStep,
  type ReturnStep,
  type Step,
  successorsOf,
  type TaskStep,
  type WaitStep,
} from '../steps.ts'
import { contextOf, type Inference, valueCode } from './infer-types.ts'
import { StateNames } from './state-names.ts'
import { boxed, codeTemplate, definedTemplate, expressionText, type Template, templateOf } from './template.ts'

/** A state machine, or one inside a state. */
export interface WrittenMachine {
  readonly startAt: string
  readonly states: Record<string, JsonObject>
}

/** The values that one state assigns, and the steps that it performs. */
interface Assigned {
  /** Codes that stand for the variables in this state: their new values are visible from the next state on. */
  readonly instead: Map<Variable, Code>
  readonly templates: Map<Variable, Template>
  /** The steps that this state performs. */
  readonly steps: Set<Step>
  /** The variables that the state reads as they were before it. */
  readonly storedReads: Set<Variable>
  /** The variable for which the input stands. */
  readonly rawInput?: Variable | undefined
}

/** How a state ends: with the next one, or with an output. */
type Ending = { readonly next: Step } | { readonly output: Json }

const result = simple('$states.result', anyJson)

/** Writes the states of a function. Steps that one state can perform together become one. */
export const writeStates = (inference: Inference, start: Step): WrittenMachine =>
  new MachineWriter(inference, start, new StateNames()).write()

/** Writes one state machine: the whole one, a branch, or the processor of a Map. */
class MachineWriter {
  readonly #inference: Inference
  readonly #start: Step
  readonly #stateNames: StateNames
  readonly #states: Record<string, JsonObject> = {}
  readonly #names = new Map<Step, string>()
  readonly #predecessors = new Map<Step, number>()

  constructor(inference: Inference, start: Step, names: StateNames) {
    this.#inference = inference
    this.#start = start
    this.#stateNames = names
  }

  write(): WrittenMachine {
    const start = this.#skip(this.#start)
    this.#countPredecessors(start)
    const startAt = this.#writeEntry(start)
    return { startAt, states: this.#states }
  }

  /** The input is stored by the first state that uses it, if that state can. */
  #writeEntry(start: Step): string {
    const [only, ...others] = start.kind === 'assign' ? start.assignments : []
    if (start.kind !== 'assign' || only?.value.kind !== 'input' || others.length > 0) return this.#target(start)
    const first = this.#skip(start.next)
    const canStore = !isNested(first) && !first.catchers.some(catchesTypeErrors) && this.#predecessors.get(first) === 1
    if (!canStore) return this.#target(start)
    const assigned: Assigned = { ...this.#assignedBy(start), rawInput: only.variable }
    assigned.instead.set(only.variable, simple('$states.input', anyJson))
    this.#store(start, assigned)
    assigned.instead.set(only.variable, simple('$states.input', anyJson))
    return this.#target(first, assigned)
  }

  #assignedBy(...steps: readonly Step[]): Assigned {
    return { instead: new Map(), templates: new Map(), steps: new Set(steps), storedReads: new Set() }
  }

  /** Steps that store nothing that is read are left out. */
  #skip(given: Step): Step {
    const seen = new Set<Step>()
    let step = given
    while (step.kind === 'assign' && !seen.has(step) && this.#isIdle(step)) {
      seen.add(step)
      step = step.next
    }
    return step
  }

  #isIdle(step: AssignStep): boolean {
    return step.assignments.every(({ variable, value }) => {
      if (value.kind === 'unset') return !variable.isBoxed
      if (this.#isRead(variable) || !this.#inference.before.has(step)) return false
      const context = contextOf(this.#inference, step)
      return variable.isError || !valueCode(context, value).fails
    })
  }

  #isRead(variable: Variable, apartFrom?: ReadonlySet<Step>): boolean {
    if (variable.isError) return true
    const readers = [...(this.#inference.readers.get(variable) ?? [])]
    return readers.some((step) => !apartFrom?.has(step))
  }

  #countPredecessors(start: Step): void {
    const count = (step: Step): void => {
      const known = this.#predecessors.get(step) ?? 0
      this.#predecessors.set(step, known + 1)
      if (known > 0) return
      for (const next of [...successorsOf(step), ...this.#handlersOf(step)]) count(this.#skip(next))
    }
    count(start)
  }

  /** The handlers of steps that are not work: they are written only if the step can fail. */
  #handlersOf(step: Step): Step[] {
    const isCounted = isWork(step) || step.kind === 'assign' || step.kind === 'choice'
    return isCounted ? [] : step.catchers.map(({ next }) => next)
  }

  /** The name of the state of a step, which is written if it is not yet. */
  #target(given: Step, entry?: Assigned): string {
    const step = this.#skip(given)
    const known = this.#names.get(step)
    if (known !== undefined) return known
    const name = this.#stateNames.take(step.label)
    this.#names.set(step, name)
    this.#states[name] = {}
    this.#states[name] = this.#writeState(step, entry ?? this.#assignedBy())
    return name
  }

  #writeState(step: Step, assigned: Assigned): JsonObject {
    assigned.steps.add(step)
    switch (step.kind) {
      case 'assign':
        return this.#writePass(step, assigned)
      case 'task':
        return this.#writeWork(step, this.#taskFields(step, assigned), assigned)
      case 'parallel':
        return this.#writeWork(step, this.#parallelFields(step), assigned)
      case 'map':
        return this.#writeWork(step, this.#mapFields(step), assigned)
      case 'choice':
        return this.#writeChoice(step, assigned)
      case 'wait':
        return this.#writeWait(step, assigned)
      case 'return':
        return this.#writeReturn(step, assigned)
      case 'fail':
        return this.#writeFail(step, assigned)
    }
  }

  #writePass(step: AssignStep, assigned: Assigned): JsonObject {
    const fails = this.#store(step, assigned)
    if (fails && step.catchers.length > 0) {
      return { ...guarded, ...this.#assign(assigned), ...this.#catch(step, assigned), next: this.#target(step.next) }
    }
    const ending = this.#fuse(step.next, assigned, { owner: step, isRetried: false })
    const stored = this.#assign(assigned)
    if ('output' in ending && Object.keys(stored).length === 0) return { type: 'succeed', output: ending.output }
    return { type: 'pass', ...stored, ...this.#ending(ending) }
  }

  #writeWork(step: TaskStep | ParallelStep | MapStep, fields: JsonObject, assigned: Assigned): JsonObject {
    this.#storeResult(step, assigned)
    const isRetried = step.kind !== 'map' && step.options.retry !== undefined
    const ending = this.#fuse(step.next, assigned, { owner: step, isRetried })
    const retry = step.kind !== 'map' && step.options.retry ? { retry: step.options.retry as unknown as Json } : {}
    return { ...fields, ...retry, ...this.#catch(step, assigned), ...this.#assign(assigned), ...this.#ending(ending) }
  }

  #storeResult(step: TaskStep | ParallelStep | MapStep, { instead, templates }: Assigned): void {
    const put = (variable: Variable, code: Code): void => {
      instead.set(variable, code)
      templates.set(variable, this.#box(variable, codeTemplate(contextOf(this.#inference, step), code)))
    }
    if (Array.isArray(step.result)) {
      for (const [index, variable] of step.result.entries())
        if (variable) put(variable, simple(`$states.result[${index}]`, anyJson))
    } else if (step.result) put(step.result as Variable, result)
  }

  #box(variable: Variable, template: Template): Template {
    return variable.isBoxed ? { ...template, json: { value: template.json } } : template
  }

  #taskFields(step: TaskStep, assigned: Assigned): JsonObject {
    const newContext = () => contextOf(this.#inference, step, assigned)
    const args = step.args.map((arg) => definedTemplate(arg, newContext).json)
    const { timeoutSeconds, heartbeatSeconds } = step.options
    return {
      type: 'task',
      resource: step.resource,
      arguments: args.length === 0 ? {} : args.length === 1 ? (args[0] ?? null) : args,
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
    }
  }

  #parallelFields(step: ParallelStep): JsonObject {
    const branches = step.branches.map((branch) => this.#nested(branch))
    return { type: 'parallel', branches }
  }

  #mapFields(step: MapStep): JsonObject {
    const context = contextOf(this.#inference, step)
    const items = valueCode(context, { kind: 'items', node: step.items })
    return {
      type: 'map',
      items: expressionText(context, items),
      ...(step.isSequential && { maxConcurrency: 1 }),
      itemProcessor: this.#nested(step.body),
    }
  }

  #nested(start: Step): JsonObject {
    const { startAt, states } = new MachineWriter(this.#inference, start, this.#stateNames).write()
    return { startAt, states }
  }

  #writeChoice(step: ChoiceStep, assigned: Assigned): JsonObject {
    const { rules, otherwise } = this.#merged(step)
    const conditions = rules.map(({ rule, owner }) => {
      assigned.steps.add(owner)
      const context = contextOf(this.#inference, owner, assigned)
      const code = test(rule.test, context)
      return { context, code, next: rule.next }
    })
    if (step.catchers.length > 0 && conditions.some(({ code }) => code.fails))
      return this.#writeGuardedChoice(step, conditions, otherwise, assigned)
    const choices = conditions.map(({ context, code, next }) => {
      const after = this.#copyOf(assigned)
      const ending = this.#fuse(next, after, { owner: step, isRetried: false, canEnd: false })
      return { condition: expressionText(context, code), ...this.#assign(after), next: this.#nextOf(ending) }
    })
    const ending = this.#fuse(otherwise, assigned, { owner: step, isRetried: false, canEnd: false })
    return { type: 'choice', choices, ...this.#assign(assigned), default: this.#nextOf(ending) }
  }

  /** Conditions that can fail are evaluated in a state whose errors can be caught. */
  #writeGuardedChoice(
    step: ChoiceStep,
    conditions: readonly { context: ReturnType<typeof contextOf>; code: Code; next: Step }[],
    otherwise: Step,
    assigned: Assigned,
  ): JsonObject {
    const context = contextOf(this.#inference, step, assigned)
    for (const { context: own } of conditions) for (const name of own.prelude) context.prelude.add(name)
    const source = conditions.map(({ code }, index) => `(${code.source}) ? ${index} : `).join('')
    const variable = this.#stateNames.take('rule').replace(/\W/g, '_')
    const name = this.#stateNames.take(`${step.label} holds`)
    const choices = conditions.map(({ next }, index) => ({
      condition: `{% $js_${variable} = ${index} %}`,
      next: this.#target(next),
    }))
    this.#states[name] = { type: 'choice', choices, default: this.#target(otherwise) }
    const assign = {
      ...this.#assign(assigned).assign,
      [`js_${variable}`]: expressionText(context, { source: `${source}-1` }),
    }
    return { ...guarded, assign, ...this.#catch(step, assigned), next: name }
  }

  #copyOf({ instead, templates, steps, storedReads, rawInput }: Assigned): Assigned {
    return {
      rawInput,
      instead: new Map(instead),
      templates: new Map(templates),
      steps: new Set(steps),
      storedReads: new Set(storedReads),
    }
  }

  /** The rules of a choice and of those that follow it if no rule matches. */
  #merged(step: ChoiceStep): { rules: { rule: ChoiceStep['rules'][number]; owner: ChoiceStep }[]; otherwise: Step } {
    const rules = step.rules.map((rule) => ({ rule, owner: step }))
    const otherwise = this.#skip(step.otherwise)
    if (otherwise.kind !== 'choice' || otherwise === step || this.#predecessors.get(otherwise) !== 1)
      return { rules, otherwise }
    if (otherwise.catchers !== step.catchers || this.#names.has(otherwise)) return { rules, otherwise }
    const rest = this.#merged(otherwise)
    return { rules: [...rules, ...rest.rules], otherwise: rest.otherwise }
  }

  #writeWait(step: WaitStep, assigned: Assigned): JsonObject {
    const context = contextOf(this.#inference, step, assigned)
    const time = codeTemplate(context, context.translate(step.time, context))
    if (time.fails && step.catchers.length > 0) return this.#writeGuardedWait(step, time, assigned)
    const ending = this.#fuse(step.next, assigned, { owner: step, isRetried: false })
    return { type: 'wait', [step.field]: time.json, ...this.#assign(assigned), ...this.#ending(ending) }
  }

  #writeGuardedWait(step: WaitStep, time: Template, assigned: Assigned): JsonObject {
    const name = this.#stateNames.take(`${step.label} then`)
    this.#states[name] = { type: 'wait', [step.field]: '{% $js_time %}', next: this.#target(step.next) }
    const assign = { ...this.#assign(assigned).assign, js_time: time.json }
    return { ...guarded, assign, ...this.#catch(step, assigned), next: name }
  }

  #writeReturn(step: ReturnStep, assigned: Assigned): JsonObject {
    const output = this.#output(step, assigned)
    if (!output.fails || step.catchers.length === 0) return { type: 'succeed', output: output.json }
    const name = this.#stateNames.take('return value')
    this.#states[name] = { type: 'succeed', output: '{% $js_output.value %}' }
    return { ...guarded, assign: { js_output: { value: output.json } }, ...this.#catch(step, assigned), next: name }
  }

  #output(step: ReturnStep, assigned: Assigned, onInstead?: (variable: Variable) => void): Template {
    if (!step.value) return { json: null, fails: false, canBeUndefined: false }
    return definedTemplate(step.value, () => contextOf(this.#inference, step, assigned, onInstead))
  }

  #writeFail(step: FailStep, assigned: Assigned): JsonObject {
    const text = (node: FailStep['error']): Json => {
      const context = contextOf(this.#inference, step, assigned)
      return codeTemplate(context, toStringCode(context, context.translate(node, context), node)).json
    }
    return { type: 'fail', error: text(step.error), ...(step.cause && { cause: text(step.cause) }) }
  }

  /** Lets a state perform the steps that follow it, as far as it can. */
  #fuse(
    given: Step,
    assigned: Assigned,
    { owner, isRetried, canEnd = true }: { owner: Step; isRetried: boolean; canEnd?: boolean },
  ): Ending {
    let step = this.#skip(given)
    const isSafe = !isRetried && owner.catchers.length === 0
    for (;;) {
      if (step.kind === 'return' && canEnd) {
        const used = new Map<Variable, number>()
        const output = this.#output(step, assigned, (variable) => used.set(variable, (used.get(variable) ?? 0) + 1))
        const fits = (!output.fails || (isSafe && step.catchers.length === 0)) && this.#canInline(used, assigned, step)
        if (!fits) return { next: step }
        assigned.steps.add(step)
        return { output: output.json }
      }
      const canFuse = step.kind === 'assign' && this.#predecessors.get(step) === 1 && !this.#names.has(step)
      if (step.kind !== 'assign' || !canFuse) return { next: step }
      const trial = this.#copyOf(assigned)
      const used = new Map<Variable, number>()
      const fails = this.#store(step, trial, (variable) => used.set(variable, (used.get(variable) ?? 0) + 1))
      const isAllowed = !fails || (isSafe && step.catchers.length === 0)
      if (!isAllowed || !this.#canInline(used, assigned, step)) return { next: step }
      for (const [variable, code] of trial.instead) assigned.instead.set(variable, code)
      for (const [variable, template] of trial.templates) assigned.templates.set(variable, template)
      for (const variable of trial.storedReads) assigned.storedReads.add(variable)
      assigned.steps.add(step)
      step = this.#skip(step.next)
    }
  }

  /** Code that cannot be repeated takes the place of a variable only if nothing else reads it. */
  #canInline(used: ReadonlyMap<Variable, number>, { instead, steps, storedReads }: Assigned, step: Step): boolean {
    return [...used].every(([variable, count]) => {
      if (instead.get(variable)?.isSimple) return true
      return count === 1 && !storedReads.has(variable) && !this.#isRead(variable, new Set([...steps, step]))
    })
  }

  /** Stores what a step assigns. Returns true if that can fail. */
  #store(step: AssignStep, assigned: Assigned, onInstead?: (variable: Variable) => void): boolean {
    let fails = false
    const codes: [Variable, Code][] = []
    for (const { variable, value } of step.assignments) {
      const newContext = () => contextOf(this.#inference, step, assigned, onInstead)
      const context = newContext()
      const code = valueCode(context, value)
      const template = this.#valueTemplate(value, variable, { context, code, newContext })
      fails ||= template.fails
      codes.push([variable, { ...code, source: inlineSource(context, code) }])
      assigned.templates.set(variable, template)
    }
    for (const [variable, code] of codes) assigned.instead.set(variable, code)
    return fails
  }

  #valueTemplate(
    value: AssignStep['assignments'][number]['value'],
    variable: Variable,
    made: { context: ReturnType<typeof contextOf>; code: Code; newContext: () => ReturnType<typeof contextOf> },
  ): Template {
    if (value.kind === 'error') return this.#errorTemplate(value, variable, made.newContext)
    const template =
      value.kind === 'expression' ? templateOf(value.node, made.newContext) : codeTemplate(made.context, made.code)
    if (!variable.isBoxed) return template
    return boxed(template, () => [made.context, made.code], template.canBeUndefined)
  }

  #errorTemplate(
    { name, message }: Extract<AssignStep['assignments'][number]['value'], { kind: 'error' }>,
    variable: Variable,
    newContext: () => ReturnType<typeof contextOf>,
  ): Template {
    const text = (node: typeof name): Template => {
      const context = newContext()
      return codeTemplate(context, toStringCode(context, toJsonCode(context, context.translate(node, context)), node))
    }
    const error = text(name)
    const cause = message ? text(message) : error
    const json = { name: error.json, ...(variable.readsMessage && { message: cause.json }) }
    return { json, fails: error.fails || cause.fails, canBeUndefined: false }
  }

  #assign({ templates, steps, storedReads }: Assigned): { assign?: JsonObject } {
    const live = [...templates].filter(
      ([variable, { fails }]) => fails || storedReads.has(variable) || this.#isRead(variable, steps),
    )
    if (live.length === 0) return {}
    return { assign: Object.fromEntries(live.map(([variable, { json }]) => [variable.stored, json])) }
  }

  #ending(ending: Ending): JsonObject {
    return 'output' in ending ? { output: ending.output, end: true } : { next: this.#target(ending.next) }
  }

  #nextOf(ending: Ending): string {
    return this.#target('next' in ending ? ending.next : this.#start)
  }

  /** The catchers of a state. A state that stores the input stores it if it fails, too. */
  #catch(step: Step, { rawInput, templates }: Assigned): { catch?: JsonObject[] } {
    if (step.catchers.length === 0) return {}
    const input = rawInput && this.#isRead(rawInput) ? templates.get(rawInput)?.json : undefined
    const catchers = step.catchers.map(({ names, error, next }) => {
      const assign = {
        ...(rawInput && input !== undefined && { [rawInput.stored]: input }),
        ...(error && { [error.stored]: caughtError(error) }),
      }
      return {
        errorEquals: names
          ? names.flatMap((name) => (name === 'TypeError' ? [name, QUERY_ERROR] : [name]))
          : ['States.ALL'],
        ...(Object.keys(assign).length > 0 && { assign }),
        next: this.#target(next),
      }
    })
    return { catch: catchers }
  }
}

const QUERY_ERROR = 'States.QueryEvaluationError'

/** A state that evaluates expressions and whose errors can be caught. */
const guarded = { type: 'parallel', branches: [{ type: 'pass' }] } as const satisfies JsonObject

/** The name and the message of an error that was caught. An expression that fails is a TypeError in JavaScript. */
const caughtError = ({ readsMessage }: Variable): JsonObject => ({
  name: `{% $states.errorOutput.Error = "${QUERY_ERROR}" ? "TypeError" : $states.errorOutput.Error %}`,
  ...(readsMessage && { message: message }),
})

/** The causes that workers and Lambda report are JSON with a message. */
const message =
  '{% ( $c := $states.errorOutput.Cause; $type($c) = "string" and $c != "" ? ($contains($c, /^\\{.*"(message|errorMessage)":"/) ? ' +
  '( $p := $parse($c); $exists($p.message) ? $p.message : $p.errorMessage ) : $c) : $states.errorOutput.Error ) %}'

/** Code that needs functions of the prelude brings them along where it takes the place of a variable. */
const inlineSource = (context: ReturnType<typeof contextOf>, code: Code): string => {
  const text = expressionText(context, code)
  return context.prelude.size === 0 ? code.source : text.slice(3, -3)
}

/** A function that is called with null fails before its first statement. */
const catchesTypeErrors = ({ names }: Step['catchers'][number]): boolean => names?.includes('TypeError') ?? true

const isNested = (step: Step): boolean => step.kind === 'parallel' || step.kind === 'map'
