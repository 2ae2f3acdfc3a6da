import type { VisitSummary } from './run-summary.ts'

/** A state, or the mark at which a machine starts or ends. */
export interface GraphNode {
  /** Unique in the graph; letters and digits only. */
  readonly id: string
  readonly kind: 'state' | 'start' | 'end'
  /** Empty if it is not a state. */
  readonly name: string
  /** `Task`, `Choice`, … as in ASL. */
  readonly type: string
  /** The work of the state, in short lines: the service of a task, the duration of a Wait state. */
  readonly details: readonly string[]
  /** The branches of a Parallel state, or the processor of a Map state. */
  readonly machines: readonly GraphMachine[]
  /** The visits of a run; `undefined` if the graph has no run, or a run that did not reach the state. */
  readonly visits?: VisitSummary | undefined
}

/** A transition between two nodes of one machine. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly kind: 'next' | 'choice' | 'default' | 'catch'
  /** The condition of a choice rule, or the errors that a catcher catches. */
  readonly label: string
  /** True if the run took it. */
  readonly isTaken: boolean
}

/** A sequence of states that no transition leaves: the whole definition, a branch or a processor. */
export interface GraphMachine {
  readonly id: string
  readonly label: string
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

/** The contents of every format. */
export interface Graph {
  readonly machine: GraphMachine
  /** True if the graph shows a run. */
  readonly hasRun: boolean
}
