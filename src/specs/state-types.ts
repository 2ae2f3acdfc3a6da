/** Fields of which a state may have only one. */
export interface FieldGroup {
  /** In the order in which AWS names them. */
  readonly fields: readonly string[]
  /** True if the state must have one of them. */
  readonly isRequired?: true
}

/** A field of a state that holds state machines. */
export interface MachineField {
  readonly field: string
  readonly kind: 'branch' | 'processor'
  /** True if the field holds an array of state machines. */
  readonly isList: boolean
}

/** The properties of a type of state, in addition to the fields that its spec lists. */
export interface StateTypeFacts {
  /** True if the state can be left; if so, it records a `…StateExited` event. */
  readonly exits: boolean
  /** True if the state can be stopped while it waits; if so, it records a `…StateAborted` event. */
  readonly canAbort: boolean
  /** True if the state has `Retry` and `Catch`. */
  readonly canRetry: boolean
  /** True if the machine ends after the state, without `End` (ASL spec, Terminal state). */
  readonly isTerminal: boolean
  /** True if `Output` and `Assign` may read `$states.result` (developer guide, Transforming data). */
  readonly hasResult: boolean
  /** The state machines inside the state. */
  readonly machines: readonly MachineField[]
  readonly exclusiveFields: readonly FieldGroup[]
}

const transition: FieldGroup = { fields: ['Next', 'End'], isRequired: true }

const either = (...fields: readonly string[]): FieldGroup => ({ fields })

/**
 * The eight types of state by their ASL names, in the order in which AWS lists them (ASL spec, State types). Specs, validation rules,
 * events and the interpreter are derived from this table if possible; docs/architecture.md lists the rest.
 */
export const stateTypes = {
  Task: {
    exits: true,
    canAbort: true,
    canRetry: true,
    isTerminal: false,
    hasResult: true,
    machines: [],
    exclusiveFields: [
      transition,
      either('TimeoutSeconds', 'TimeoutSecondsPath'),
      either('HeartbeatSeconds', 'HeartbeatSecondsPath'),
    ],
  },
  Wait: {
    exits: true,
    canAbort: true,
    canRetry: false,
    isTerminal: false,
    hasResult: false,
    machines: [],
    exclusiveFields: [
      transition,
      { fields: ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp'], isRequired: true },
    ],
  },
  Pass: {
    exits: true,
    canAbort: false,
    canRetry: false,
    isTerminal: false,
    hasResult: false,
    machines: [],
    exclusiveFields: [transition],
  },
  Succeed: {
    exits: true,
    canAbort: false,
    canRetry: false,
    isTerminal: true,
    hasResult: false,
    machines: [],
    exclusiveFields: [],
  },
  Fail: {
    exits: false,
    canAbort: false,
    canRetry: false,
    isTerminal: true,
    hasResult: false,
    machines: [],
    exclusiveFields: [either('Error', 'ErrorPath'), either('Cause', 'CausePath')],
  },
  Choice: {
    exits: true,
    canAbort: false,
    canRetry: false,
    isTerminal: false,
    hasResult: false,
    machines: [],
    exclusiveFields: [],
  },
  Parallel: {
    exits: true,
    canAbort: true,
    canRetry: true,
    isTerminal: false,
    hasResult: true,
    machines: [{ field: 'Branches', kind: 'branch', isList: true }],
    exclusiveFields: [transition],
  },
  Map: {
    exits: true,
    canAbort: true,
    canRetry: true,
    isTerminal: false,
    hasResult: true,
    machines: [
      { field: 'ItemProcessor', kind: 'processor', isList: false },
      { field: 'Iterator', kind: 'processor', isList: false },
    ],
    exclusiveFields: [
      transition,
      { fields: ['ItemProcessor', 'Iterator'], isRequired: true },
      either('MaxConcurrency', 'MaxConcurrencyPath'),
      either('ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'),
      either('ToleratedFailureCount', 'ToleratedFailureCountPath'),
      either('Parameters', 'ItemSelector'),
    ],
  },
} as const satisfies Readonly<Record<string, StateTypeFacts>>

/** The name of a type of state in ASL. */
export type StateType = keyof typeof stateTypes

export const stateTypeNames = Object.keys(stateTypes) as StateType[]

/** Every field that holds state machines. */
export const machineFields: readonly MachineField[] = Object.values<StateTypeFacts>(stateTypes).flatMap(
  ({ machines }) => machines,
)

/** The name of a field that holds state machines, in a literal. */
export type MachineFieldName = Uncapitalize<(typeof stateTypes)[StateType]['machines'][number]['field']>

/** True if a value names a type of state. */
export const isStateType = (value: unknown): value is StateType =>
  typeof value === 'string' && Object.hasOwn(stateTypes, value)

/** The facts of a type of state; `undefined` if the value does not name one. */
export const factsOf = (type: unknown): StateTypeFacts | undefined => (isStateType(type) ? stateTypes[type] : undefined)
