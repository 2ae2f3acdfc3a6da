import type { Json, JsonObject } from '../../json.ts'
import { type Code, simple } from '../expressions/code.ts'
import { toStringCode } from '../expressions/conversion.ts'
import { test } from '../expressions/operators.ts'
import { anyJson } from '../expressions/value-type.ts'
import type { Variable } from '../scope.ts'
import type {
  AssignStep,
  ChoiceStep,
  FailStep,
  MapStep,
  ParallelStep,
  ProgramStep,
  ReturnStep,
  TaskStep,
  WaitStep,
} from '../steps.ts'
import { type Assigned, assignedBy, assignField, canInline, copyOf, isRead, store, storeResult } from './assigned.ts'
import { caughtError, caughtNames } from './caught-error.ts'
import { catchesTypeErrors, countPredecessors, isNested, skipIdle } from './flow.ts'
import { contextOf, type Inference, valueCode } from './infer-types.ts'
import { StateNames } from './state-names.ts'
import { codeTemplate, definedTemplate, expressionText, type StateTemplate } from './template.ts'

/** A state machine, or one inside a state. */
export interface WrittenMachine {
  readonly startAt: string
  readonly states: Record<string, JsonObject>
}

/** The end of a state: the next one, or an output. */
type Ending = { readonly next: ProgramStep } | { readonly output: Json }

const result = simple('$states.result', anyJson)

/** Writes the states of a function. Steps that one state can perform together become one. */
export const writeStates = (inference: Inference, start: ProgramStep): WrittenMachine =>
  new MachineWriter(inference, start, new StateNames()).write()

/** Writes one state machine: the whole one, a branch, or the processor of a Map. */
class MachineWriter {
  readonly #inference: Inference
  readonly #start: ProgramStep
  readonly #stateNames: StateNames
  readonly #states = new Map<string, JsonObject>()
  readonly #names = new Map<ProgramStep, string>()
  #predecessors: ReadonlyMap<ProgramStep, number> = new Map()

  constructor(inference: Inference, start: ProgramStep, names: StateNames) {
    this.#inference = inference
    this.#start = start
    this.#stateNames = names
  }

  write(): WrittenMachine {
    const start = this.#skip(this.#start)
    this.#predecessors = countPredecessors(this.#inference, start)
    const startAt = this.#writeEntry(start)
    return { startAt, states: Object.fromEntries(this.#states) }
  }

  /** The input is stored by the first state that uses it, if that state can. */
  #writeEntry(start: ProgramStep): string {
    const [only, ...others] = start.kind === 'assign' ? start.assignments : []
    if (start.kind !== 'assign' || only?.value.kind !== 'input' || others.length > 0) return this.#target(start)
    const first = this.#skip(start.next)
    const canStore = !isNested(first) && !first.catchers.some(catchesTypeErrors) && this.#predecessors.get(first) === 1
    if (!canStore) return this.#target(start)
    const assigned: Assigned = { ...assignedBy(start), rawInput: only.variable }
    assigned.instead.set(only.variable, simple('$states.input', anyJson))
    store(this.#inference, start, assigned)
    assigned.instead.set(only.variable, simple('$states.input', anyJson))
    return this.#target(first, assigned)
  }

  readonly #skip = (step: ProgramStep): ProgramStep => skipIdle(this.#inference, step)

  /** The name of the state of a step, which is written if it is not yet. */
  #target(given: ProgramStep, entry?: Assigned): string {
    const step = this.#skip(given)
    const known = this.#names.get(step)
    if (known !== undefined) return known
    const name = this.#stateNames.take(step.label)
    this.#names.set(step, name)
    // The states are in the order in which they are reached.
    this.#states.set(name, {})
    this.#states.set(name, this.#writeState(step, entry ?? assignedBy()))
    return name
  }

  #writeState(step: ProgramStep, assigned: Assigned): JsonObject {
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
    const fails = store(this.#inference, step, assigned)
    if (fails && step.catchers.length > 0) {
      return {
        ...this.#guarded(),
        ...assignField(this.#inference, assigned),
        ...this.#catch(step, assigned),
        next: this.#target(step.next),
      }
    }
    const ending = this.#fuse(step.next, assigned, { owner: step, isRetried: false })
    const stored = assignField(this.#inference, assigned)
    if ('output' in ending && Object.keys(stored).length === 0) return { type: 'succeed', output: ending.output }
    return { type: 'pass', ...stored, ...this.#ending(ending) }
  }

  #writeWork(step: TaskStep | ParallelStep | MapStep, fields: JsonObject, assigned: Assigned): JsonObject {
    this.#storeResult(step, assigned)
    const isRetried = step.kind !== 'map' && step.options.retry !== undefined
    const ending = this.#fuse(step.next, assigned, { owner: step, isRetried })
    const retry = step.kind !== 'map' && step.options.retry ? { retry: step.options.retry as unknown as Json } : {}
    return {
      ...fields,
      ...retry,
      ...this.#catch(step, assigned),
      ...assignField(this.#inference, assigned),
      ...this.#ending(ending),
    }
  }

  #storeResult(step: TaskStep | ParallelStep | MapStep, assigned: Assigned): void {
    const { result: stored } = step
    if (Array.isArray(stored)) {
      for (const [index, variable] of stored.entries())
        if (variable)
          storeResult(this.#inference, step, assigned, [variable, simple(`$states.result[${index}]`, anyJson)])
    } else if (stored) storeResult(this.#inference, step, assigned, [stored as Variable, result])
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

  #nested(start: ProgramStep): JsonObject {
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
      const after = copyOf(assigned)
      const ending = this.#fuse(next, after, { owner: step, isRetried: false, canEnd: false })
      return {
        condition: expressionText(context, code),
        ...assignField(this.#inference, after),
        next: this.#nextOf(ending),
      }
    })
    const ending = this.#fuse(otherwise, assigned, { owner: step, isRetried: false, canEnd: false })
    return { type: 'choice', choices, ...assignField(this.#inference, assigned), default: this.#nextOf(ending) }
  }

  /** Conditions that can fail are evaluated in a state whose errors can be caught. */
  #writeGuardedChoice(
    step: ChoiceStep,
    conditions: readonly { context: ReturnType<typeof contextOf>; code: Code; next: ProgramStep }[],
    otherwise: ProgramStep,
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
    this.#states.set(name, { type: 'choice', choices, default: this.#target(otherwise) })
    const assign = {
      ...assignField(this.#inference, assigned).assign,
      [`js_${variable}`]: expressionText(context, { source: `${source}-1` }),
    }
    return { ...this.#guarded(), assign, ...this.#catch(step, assigned), next: name }
  }

  /** The rules of a choice and of those that follow it if no rule matches. */
  #merged(step: ChoiceStep): {
    rules: { rule: ChoiceStep['rules'][number]; owner: ChoiceStep }[]
    otherwise: ProgramStep
  } {
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
    return { type: 'wait', [step.field]: time.json, ...assignField(this.#inference, assigned), ...this.#ending(ending) }
  }

  #writeGuardedWait(step: WaitStep, time: StateTemplate, assigned: Assigned): JsonObject {
    const name = this.#stateNames.take(`${step.label} then`)
    this.#states.set(name, { type: 'wait', [step.field]: '{% $js_time %}', next: this.#target(step.next) })
    const assign = { ...assignField(this.#inference, assigned).assign, js_time: time.json }
    return { ...this.#guarded(), assign, ...this.#catch(step, assigned), next: name }
  }

  #writeReturn(step: ReturnStep, assigned: Assigned): JsonObject {
    const output = this.#output(step, assigned)
    if (!output.fails || step.catchers.length === 0) return { type: 'succeed', output: output.json }
    const name = this.#stateNames.take('return value')
    this.#states.set(name, { type: 'succeed', output: '{% $js_output.value %}' })
    return {
      ...this.#guarded(),
      assign: { js_output: { value: output.json } },
      ...this.#catch(step, assigned),
      next: name,
    }
  }

  #output(step: ReturnStep, assigned: Assigned, onInstead?: (variable: Variable) => void): StateTemplate {
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

  /** Adds the steps that follow a state to it, as far as one state can perform them. */
  #fuse(
    given: ProgramStep,
    assigned: Assigned,
    { owner, isRetried, canEnd = true }: { owner: ProgramStep; isRetried: boolean; canEnd?: boolean },
  ): Ending {
    let step = this.#skip(given)
    const isSafe = !isRetried && owner.catchers.length === 0
    for (;;) {
      if (step.kind === 'return' && canEnd) {
        const used = new Map<Variable, number>()
        const output = this.#output(step, assigned, (variable) => used.set(variable, (used.get(variable) ?? 0) + 1))
        const fits =
          (!output.fails || (isSafe && step.catchers.length === 0)) && canInline(this.#inference, used, assigned, step)
        if (!fits) return { next: step }
        assigned.steps.add(step)
        return { output: output.json }
      }
      const canFuse = step.kind === 'assign' && this.#predecessors.get(step) === 1 && !this.#names.has(step)
      if (step.kind !== 'assign' || !canFuse) return { next: step }
      const trial = copyOf(assigned)
      const used = new Map<Variable, number>()
      const fails = store(this.#inference, step, trial, (variable) => used.set(variable, (used.get(variable) ?? 0) + 1))
      const isAllowed = !fails || (isSafe && step.catchers.length === 0)
      if (!isAllowed || !canInline(this.#inference, used, assigned, step)) return { next: step }
      for (const [variable, code] of trial.instead) assigned.instead.set(variable, code)
      for (const [variable, template] of trial.templates) assigned.templates.set(variable, template)
      for (const variable of trial.storedReads) assigned.storedReads.add(variable)
      assigned.steps.add(step)
      step = this.#skip(step.next)
    }
  }

  /** A state that evaluates expressions and whose errors can be caught. */
  #guarded(): JsonObject {
    const startAt = this.#stateNames.take('nothing')
    return { type: 'parallel', branches: [{ startAt, states: { [startAt]: { type: 'pass', end: true } } }] }
  }

  #ending(ending: Ending): JsonObject {
    return 'output' in ending ? { output: ending.output, end: true } : { next: this.#target(ending.next) }
  }

  readonly #nextOf = (ending: Ending): string => this.#target('next' in ending ? ending.next : this.#start)

  /** The catchers of a state. A state that stores the input stores it if it fails, too. */
  #catch(step: ProgramStep, { rawInput, templates }: Assigned): { catch?: JsonObject[] } {
    if (step.catchers.length === 0) return {}
    const input = rawInput && isRead(this.#inference, rawInput) ? templates.get(rawInput)?.json : undefined
    const catchers = step.catchers.map(({ names, error, next }) => {
      const assign = {
        ...(rawInput && input !== undefined && { [rawInput.stored]: input }),
        ...(error && { [error.stored]: caughtError(error) }),
      }
      return {
        errorEquals: caughtNames(names),
        ...(Object.keys(assign).length > 0 && { assign }),
        next: this.#target(next),
      }
    })
    return { catch: catchers }
  }
}
