import type { z } from 'zod'
import type { JsonObject } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { checkInput } from './constraints.ts'

/** The output of an operation, with the members of the API's model. Members that are `undefined` are not sent. */
export type OperationOutput = Readonly<Record<string, unknown>>

/** An operation of the API. */
export interface Operation {
  /** The members of its input, with their bounds. */
  readonly input: z.ZodObject
  /** A note for users of the engine: a row of docs/operations.md. */
  readonly note: string
  /** True if it waits for something before it replies. Its signal is aborted if the caller stops waiting in between. */
  readonly blocks: boolean
  /**
   * Checks the input and performs the operation.
   * @throws ApiError
   */
  perform(input: JsonObject, deps: EngineDeps, signal: StopSignal): OperationOutput | Promise<OperationOutput>
  /** Undoes an operation whose output did not reach the caller. */
  undelivered?(output: OperationOutput, deps: EngineDeps): void
}

/** Defines an operation by the schema of its input and a function of the checked input. `npm run operations` then adds it to the docs. */
export const operation = <Input extends z.ZodObject>(
  schema: Input,
  run: (input: z.output<Input>, deps: EngineDeps, signal: StopSignal) => OperationOutput | Promise<OperationOutput>,
  { blocks = false, note = '', ...rest }: Partial<Pick<Operation, 'blocks' | 'undelivered' | 'note'>> = {},
): Operation => ({
  ...rest,
  blocks,
  note,
  input: schema,
  perform: (input, deps, signal) => run(checkInput(schema, input), deps, signal),
})

/** A time in the unit of the API: seconds since the epoch. */
export const toSeconds = (milliseconds: number): number => milliseconds / 1000
