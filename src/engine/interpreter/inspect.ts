import type { Json } from '../../json.ts'

/**
 * A step of the data flow of a state: one of its fields has been applied. Those that AWS knows have the names that TestState gives them
 * (AWS API, InspectionData); a state reports only the steps that its type has.
 */
export type InspectionStep =
  | 'afterInputPath'
  | 'afterParameters'
  | 'afterArguments'
  | 'afterItemsPath'
  | 'afterItems'
  | 'afterItemSelector'
  | 'afterItemBatcher'
  | 'maxConcurrency'
  | 'toleratedFailureCount'
  | 'toleratedFailurePercentage'
  | 'result'
  | 'afterResultSelector'
  | 'afterResultPath'
  | 'output'
  | 'assigned'
  | 'choiceRule'
  | 'failure'
  | 'retrier'
  | 'catcher'

/** A value on its way through a state. */
export interface InspectedValue {
  /** The state's name. */
  readonly state: string
  /** The id of the event with which the state was entered: each visit of a state has its own. A retry reports the steps again. */
  readonly enteredId: number
  readonly step: InspectionStep
  /**
   * Must not be changed: the state works with it. For `choiceRule`, `retrier` and `catcher` it is the index of the rule, retrier or catcher
   * that applies, from 0; `null` for the Default of a Choice state. For `failure` it is `{ Error, Cause }` of a failed attempt.
   */
  readonly value: Json
  /** The index of the item or batch, from 0, for `afterItemSelector` and `afterItemBatcher`. */
  readonly index: number | undefined
}

/**
 * Observes the data flow of an execution. Called synchronously, so it must be quick; what it throws fails the state.
 */
export type Inspect = (inspected: InspectedValue) => void
