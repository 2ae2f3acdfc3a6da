import { assertOptions, type OptionChecks } from '../options.ts'
import { type StandardSchema, schemaCheck } from '../standard-schema.ts'

/** The schemas (zod, valibot, arktype, …) of a state machine's input and output. */
export interface MachineSchemas<Input, Output> {
  /** Parses the input before an execution starts. */
  readonly input?: StandardSchema<Input, unknown> | undefined
  /** Parses the output of an execution that succeeded. */
  readonly output?: StandardSchema<unknown, Output> | undefined
}

type AnySchemas = MachineSchemas<unknown, unknown>

const checks: OptionChecks<AnySchemas> = { input: schemaCheck, output: schemaCheck }

/** A definition stays the plain object that was written, so its schemas are beside it. */
const schemasByDefinition = new WeakMap<object, AnySchemas>()

/** @throws TypeError if one of the schemas is not a Standard Schema. */
export const setSchemas = (definition: object, schemas: AnySchemas): void => {
  assertOptions('schemas', schemas, checks)
  schemasByDefinition.set(definition, schemas)
}

/** The schemas that `defineStateMachine` got with a definition. */
export const schemasOf = (definition: unknown): AnySchemas =>
  (typeof definition === 'object' && definition !== null && schemasByDefinition.get(definition)) || {}
