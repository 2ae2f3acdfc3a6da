/** `caught`: it failed, and a catcher continued. `aborted`: it was not left when the execution ended for another reason. */
export type VisitStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted'

/** One attempt of a state's work. */
export interface VisitAttempt {
  /** The event with which it began. */
  readonly eventId: number
  readonly startedAt: number
  endedAt?: number
  /** When a worker or service began with it. */
  workStartedAt?: number
  error?: string
  cause?: string
}

/** An iteration of a Map state. */
export interface VisitIteration {
  readonly index: number
  /** The event with which it began. */
  readonly eventId: number
  readonly startedAt: number
  endedAt?: number
  status: VisitStatus
  readonly visits: StateVisit[]
}

/** One visit of a state in an execution. */
export interface StateVisit {
  /** The id of the event with which it was entered. */
  readonly id: number
  readonly name: string
  /** `Task`, `Map`, … */
  readonly type: string
  /** The Parallel or Map state around it. */
  readonly parent: StateVisit | undefined
  /** The iteration of the Map state around it. */
  readonly iteration: VisitIteration | undefined
  /** The state before it in the same sequence. */
  readonly previous: StateVisit | undefined
  readonly enteredAt: number
  leftAt?: number
  /** The event with which it was left. */
  exitId?: number
  status: VisitStatus
  readonly attempts: VisitAttempt[]
  /** The ids of its own events, without those of the states inside it. */
  readonly eventIds: number[]
  /** The states of its branches. */
  readonly children: StateVisit[]
  readonly iterations: Map<number, VisitIteration>
  mapRunArn?: string
  /** The execution that its task started. */
  childArn?: string
}

/** The error of the last attempt. */
export const errorOf = ({ attempts }: StateVisit): Pick<VisitAttempt, 'error' | 'cause'> => attempts.at(-1) ?? {}
