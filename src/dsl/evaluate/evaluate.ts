import { assertOptions, type OptionChecks, stringCheck } from '../../options.ts'
import type { JsonataString } from '../../specs/values.ts'
import { definitionError } from '../definition-error.ts'
import { parseExpression } from './parse-expression.ts'

export interface EvaluateOptions {
  /**
   * The path in the state's input at which the result is put: names of members, such as `$.sum` or `$.totals.sum`. Default: the result is
   * the output.
   */
  readonly resultPath?: string
}

/** A pass state in JSONata that evaluates an expression. */
export type EvaluateState = {
  readonly type: 'pass'
  readonly queryLanguage: 'JSONata'
  readonly output: JsonataString
}

const checks: OptionChecks<EvaluateOptions> = {
  resultPath: stringCheck('a path such as $.sum', (path) => resultPath.test(path)),
}

const resultPath = /^\$(?:\.[A-Za-z_]\w*)+$/

/**
 * Converts a JavaScript expression on paths to a pass state, so that it does not need a Lambda function. The expression can have numbers,
 * strings, template literals, arithmetic, comparisons, `&&`, `||`, `!`, `?:` and some functions of `Math`; `$` is the state's input, `$$`
 * the context object and `$name` a variable. Arithmetic other than `+` needs numbers: strings are not converted.
 * @throws DefinitionError with the column of the first part that is not supported.
 *
 * @example
 * sequence({ sum: evaluate('$.a + $.b', { resultPath: '$.sum' }), done: { type: 'succeed' } })
 */
export const evaluate = (expression: string, options: EvaluateOptions = {}): EvaluateState => {
  if (typeof expression !== 'string') throw definitionError([], 'expected an expression such as "$.a + $.b"')
  assertOptions('evaluate', options, checks)
  const { source } = parseExpression(expression)
  const names = options.resultPath?.split('.').slice(1) ?? []
  return { type: 'pass', queryLanguage: 'JSONata', output: `{% ${putAt('$states.input', names, source)} %}` }
}

/** JSONata for a value with another one put into it. */
const putAt = (target: string, [name, ...names]: readonly string[], source: string): string =>
  name === undefined
    ? source
    : `$merge([${target}, {${JSON.stringify(name)}: ${putAt(`${target}.\`${name}\``, names, source)}}])`
