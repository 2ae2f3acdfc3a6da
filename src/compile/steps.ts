import type { Expression } from 'acorn'
import type { TextRange } from './compile-error.ts'
import type { TaskOptions } from './run/with-options.ts'
import type { Variable } from './scope.ts'

/** The source of a value that a step stores. */
export type Value =
  | { readonly kind: 'expression'; readonly node: Expression }
  /** An expression whose value must be an object, or that is read item by item. */
  | { readonly kind: 'object' | 'items'; readonly node: Expression }
  /** The input of the state machine, or an item of a Map; `isObject` if it is destructured. */
  | { readonly kind: 'input'; readonly isObject: boolean }
  /** The value of a variable that has none yet. */
  | { readonly kind: 'unset' }
  /** An error with a name and a message. */
  | { readonly kind: 'error'; readonly name: Expression; readonly message: Expression | undefined }

export interface Assignment {
  readonly variable: Variable
  readonly value: Value
}

/** A handler of errors. Without names it handles all. */
export interface ErrorCatcher {
  readonly names: readonly string[] | undefined
  /** The variable of the error, if the handler reads it. */
  readonly error: Variable | undefined
  readonly next: ProgramStep
}

interface CommonStep {
  /** The name of the state, if no other state has it. */
  readonly label: string
  readonly range: TextRange
  readonly catchers: readonly ErrorCatcher[]
}

export interface AssignStep extends CommonStep {
  readonly kind: 'assign'
  readonly assignments: readonly Assignment[]
  next: ProgramStep
}

export interface TaskStep extends CommonStep {
  readonly kind: 'task'
  readonly resource: string
  /** The arguments of the call. */
  readonly args: readonly Expression[]
  readonly options: TaskOptions
  readonly result: Variable | undefined
  next: ProgramStep
}

export interface ChoiceStep extends CommonStep {
  readonly kind: 'choice'
  rules: readonly { readonly test: Expression; readonly next: ProgramStep }[]
  otherwise: ProgramStep
}

export interface WaitStep extends CommonStep {
  readonly kind: 'wait'
  readonly field: 'seconds' | 'timestamp'
  readonly time: Expression
  next: ProgramStep
}

export interface ReturnStep extends CommonStep {
  readonly kind: 'return'
  readonly value: Expression | undefined
}

export interface FailStep extends CommonStep {
  readonly kind: 'fail'
  readonly error: Expression
  readonly cause: Expression | undefined
}

export interface ParallelStep extends CommonStep {
  readonly kind: 'parallel'
  readonly branches: readonly ProgramStep[]
  readonly options: TaskOptions
  /** The variable of all results, or the variables of each. */
  readonly result: Variable | readonly (Variable | undefined)[] | undefined
  next: ProgramStep
}

export interface MapStep extends CommonStep {
  readonly kind: 'map'
  readonly items: Expression
  readonly body: ProgramStep
  readonly isSequential: boolean
  readonly result: Variable | undefined
  next: ProgramStep
}

/** A step of a function: one state, or a part of one. */
export type ProgramStep = AssignStep | TaskStep | ChoiceStep | WaitStep | ReturnStep | FailStep | ParallelStep | MapStep

/** The steps that can follow a step directly, the handlers of its errors included. */
export const successorsOf = (step: ProgramStep): ProgramStep[] => [
  ...(step.kind === 'choice'
    ? [...step.rules.map(({ next }) => next), step.otherwise]
    : 'next' in step
      ? [step.next]
      : []),
  ...step.catchers.map(({ next }) => next),
]

export const isWork = (step: ProgramStep): step is TaskStep | ParallelStep | MapStep =>
  step.kind === 'task' || step.kind === 'parallel' || step.kind === 'map'

/** The first steps of the state machines inside a step. */
export const nestedIn = (step: ProgramStep): readonly ProgramStep[] =>
  step.kind === 'parallel' ? step.branches : step.kind === 'map' ? [step.body] : []

/** The steps that can be reached from a step, without those in branches and bodies, in the order of the text. */
export const reachableFrom = (start: ProgramStep): ProgramStep[] => {
  const found = new Set<ProgramStep>()
  const visit = (step: ProgramStep): void => {
    if (found.has(step)) return
    found.add(step)
    for (const next of successorsOf(step)) visit(next)
  }
  visit(start)
  return [...found]
}
