import type { z } from 'zod'
import type { AwsEnvironment } from '../../../arn.ts'
import type { JsonObject } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { System } from '../../../system.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import type { Activities } from '../../store/activity-queue.ts'
import type { Registry } from '../../store/registry.ts'
import type { TaskTokens } from '../../store/task-tokens.ts'
import { checkInput } from './constraints.ts'

/** What operations work on: one engine. */
export interface Context {
  readonly environment: AwsEnvironment
  readonly system: System
  readonly registry: Registry
  /** The queues of tasks that wait for workers. */
  readonly activities: Activities
  /** The tasks that somebody may end. */
  readonly tokens: TaskTokens
  /** What executions may touch. */
  readonly deps: EngineDeps
}

/** What an operation answers, with the members of the API's model; one that is `undefined` is not sent. */
export type OperationOutput = Readonly<Record<string, unknown>>

export interface Operation {
  /**
   * Checks the input and answers it. `signal` is aborted when nobody waits for the answer any more.
   * @throws ApiError with the API's name for what was wrong
   */
  perform(input: JsonObject, context: Context, signal: StopSignal): OperationOutput | Promise<OperationOutput>
  /** Takes an answer back that never reached the caller. */
  undelivered?(answer: OperationOutput, context: Context): void
}

/** An operation from the schema of its input and what it does with one that is valid. */
export const operation = <Input extends z.ZodObject>(
  input: Input,
  run: (input: z.output<Input>, context: Context, signal: StopSignal) => OperationOutput | Promise<OperationOutput>,
  rest: Pick<Operation, 'undelivered'> = {},
): Operation => ({ ...rest, perform: (given, context, signal) => run(checkInput(input, given), context, signal) })

/** A point in time as the wire has it: seconds since the epoch. */
export const seconds = (milliseconds: number): number => milliseconds / 1000
