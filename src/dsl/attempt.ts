import { assertOptions, checkedElsewhere, type OptionChecks, oneOfCheck, stringCheck } from '../options.ts'
import type { QueryLanguage } from '../specs/values.ts'
import { assertFragment, type Fragment, type RetryAndCatch } from './fragment.ts'
import { machine } from './machine.ts'

export interface AttemptOptions extends RetryAndCatch {
  /** The name of the new state. Default: `Attempt: ` and the name of the fragment's first state. */
  readonly name?: string
  /** The query language of the state machine. Default `JSONPath`. */
  readonly queryLanguage?: QueryLanguage
}

const checks: OptionChecks<AttemptOptions> = {
  name: stringCheck('the name of a state'),
  queryLanguage: oneOfCheck('JSONPath', 'JSONata'),
  retry: checkedElsewhere,
  catch: checkedElsewhere,
}

/**
 * Wraps a fragment in one state, so that it can be retried or caught as a whole: a Parallel state with one branch, whose output is
 * the branch's output.
 * @throws TypeError if the first argument is not a fragment, or if an option is unknown.
 *
 * @example
 * const job = sequence({ fetch: { type: 'task', resource: 'fetch' } })
 * attempt(job, { retry: { maxAttempts: 2 } }).startAt // => 'Attempt: fetch'
 */
export const attempt = (fragment: Fragment, options: AttemptOptions = {}): Fragment => {
  assertFragment(fragment, 'the first argument of attempt')
  assertOptions('attempt', options, checks)
  const { name = `Attempt: ${fragment.startAt}`, queryLanguage, ...retryAndCatch } = options
  const unwrapped = queryLanguage === 'JSONata' ? { output: '{% $states.result[0] %}' } : { outputPath: '$[0]' }
  return {
    startAt: name,
    states: { [name]: { type: 'parallel', branches: [machine(fragment)], ...unwrapped, ...retryAndCatch } },
  }
}
