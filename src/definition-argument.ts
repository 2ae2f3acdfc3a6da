import type { ActivityOf, CheckedDefinition } from './dsl/define-state-machine.ts'
import type { Definition } from './specs/definition.ts'
import type { Asl } from './sugar/desugar.ts'

/** A definition as a literal or as ASL. */
export type AnyDefinition = Definition | Asl

/**
 * The type that a definition must have as an argument: a literal must be as `defineStateMachine` requires, with every name checked.
 * ASL, and literals that were read from elsewhere, are checked when they are used.
 */
export type DefinitionArgument<D> = [D] extends [never]
  ? D
  : D extends { readonly StartAt: unknown }
    ? Asl
    : Definition extends D
      ? Definition
      : CheckedDefinition<D>

/** The names of a definition's activities; `string` if they are not known before the program runs. */
export type ActivityIn<D> = D extends { readonly StartAt: unknown } ? string : ActivityOf<D>
