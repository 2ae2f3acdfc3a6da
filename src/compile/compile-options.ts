import { isJsonObject } from '../json.ts'
import { booleanCheck, type OptionCheck, type OptionChecks, stringCheck } from '../options.ts'

export interface CompileOptions {
  /** The name of the state machine. */
  readonly name?: string | undefined
  /** The comment of the state machine. */
  readonly comment?: string | undefined
  /**
   * The resource of each name in the second parameter, such as `{ charge: 'lambda/charge' }`. Default `activity/<name>`.
   */
  readonly resources?: Readonly<Record<string, string>> | undefined
  /** JSON values for names outside of the function, because the compiler reads only the text of the function. */
  readonly constants?: Readonly<Record<string, unknown>> | undefined
  /**
   * Moves expressions that JSONata does not have into handlers, which `handlersOf` returns. A handler runs the text of the expression with
   * the values of the variables that it reads, and with the globals of JavaScript, in the process of the worker. Default false.
   */
  readonly extract?: boolean | undefined
}

const objectCheck = (expected: string): OptionCheck => ({ expected, fits: isJsonObject })

export const compileChecks: OptionChecks<CompileOptions> = {
  name: stringCheck('the name of a state machine'),
  comment: stringCheck('a string'),
  resources: objectCheck('an object of resources by name'),
  constants: objectCheck('an object of JSON values by name'),
  extract: booleanCheck,
}
