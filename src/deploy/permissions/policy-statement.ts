/** The actions that the role of a state machine must allow, and the states that need them. */
export interface PolicyStatement {
  /** An identifier within the policy document: letters and digits. */
  readonly sid?: string
  readonly effect: 'Allow'
  readonly actions: readonly string[]
  /** ARNs, in which `*` stands for parts that are known only when an execution runs. */
  readonly resources: readonly string[]
  readonly condition?: Readonly<Record<string, unknown>>
  /** The names of the states; empty if the state machine as a whole needs it, as for logs. */
  readonly states: readonly string[]
}
