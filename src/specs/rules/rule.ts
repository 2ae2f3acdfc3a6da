import type { Finding } from '../finding.ts'
import type { MachineNode, StateNode } from '../read-machine.ts'

export interface RuleOptions {
  /** `EXPRESS` state machines cannot wait for task tokens, jobs or activities. */
  readonly type: 'STANDARD' | 'EXPRESS'
}

/** Finds the problems of one state, in the order in which AWS reports them. */
export type StateRule = (state: StateNode, options: RuleOptions) => Iterable<Finding>

/** Finds the problems of a whole machine. */
export type MachineRule = (machine: MachineNode) => Iterable<Finding>
