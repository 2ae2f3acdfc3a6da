import type { Finding } from '../finding.ts'
import type { MachineNode, StateNode } from '../read-machine.ts'

export interface RuleOptions {
  /** `EXPRESS` machines may not wait for tokens, jobs or activities. */
  readonly type: 'STANDARD' | 'EXPRESS'
}

/** What a rule finds in one state, in the order in which it is written. */
export type StateRule = (state: StateNode, options: RuleOptions) => Iterable<Finding>

/** What a rule finds in a whole machine. */
export type MachineRule = (machine: MachineNode) => Iterable<Finding>
