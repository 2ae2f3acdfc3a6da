import { exampleEnvironment } from '../arn.ts'
import { DefinitionError, type Issue } from '../errors.ts'
import { adviceFor } from '../specs/advice/advice-for.ts'
import type { Definition } from '../specs/definition.ts'
import { type MachineType, validateAndDesugar } from './validate-and-desugar.ts'

export interface ValidateOptions {
  /** `EXPRESS` state machines cannot wait for task tokens, jobs or activities. Default `STANDARD`. */
  readonly type?: MachineType
}

/**
 * Finds every problem of a definition, sorted by path. Errors block a deployment, warnings do not. It does not throw.
 * For ASL the messages are AWS's; for a literal the same problems are reported with its own names and paths.
 * @param definition a literal, or ASL.
 *
 * @example
 * validate({ startAt: 'a', states: {} }).map(formatIssue) // => ['startAt: no state named "a"']
 */
export const validate = (definition: unknown, { type = 'STANDARD' }: ValidateOptions = {}): Issue[] =>
  validateAndDesugar(definition, { type, environment: exampleEnvironment, advice: adviceFor }).issues

/**
 * Validates an untyped definition, such as one read from a file, and returns it typed.
 * @throws DefinitionError with every error.
 *
 * @example
 * const text = '{ "startAt": "a", "states": { "a": { "type": "succeed" } } }'
 * parseDefinition(JSON.parse(text)).startAt // => 'a'
 */
export const parseDefinition = (definition: unknown, options: ValidateOptions = {}): Definition => {
  const { type = 'STANDARD' } = options
  const { issues } = validateAndDesugar(definition, { type, environment: exampleEnvironment })
  const errors = issues.filter(({ severity }) => severity === 'error')
  if (!isDefinition(definition, errors)) throw new DefinitionError(errors)
  return definition
}

const isDefinition = (_definition: unknown, errors: readonly Issue[]): _definition is Definition => errors.length === 0
