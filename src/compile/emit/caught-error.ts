import type { JsonObject } from '../../json.ts'
import type { Variable } from '../scope.ts'

const QUERY_ERROR = 'States.QueryEvaluationError'

/** The names of errors in a catcher. An expression that fails is a TypeError in JavaScript. */
export const caughtNames = (names: readonly string[] | undefined): string[] =>
  names ? names.flatMap((name) => (name === 'TypeError' ? [name, QUERY_ERROR] : [name])) : ['States.ALL']

/** The name and the message of an error that was caught. */
export const caughtError = ({ readsMessage }: Variable): JsonObject => ({
  name: `{% $states.errorOutput.Error = "${QUERY_ERROR}" ? "TypeError" : $states.errorOutput.Error %}`,
  ...(readsMessage && { message }),
})

/**
 * The message of the cause of an error, which is JSON if a worker or Lambda reports it. A cause is long, so that a search for a pattern could
 * reach the time limit of expressions.
 */
const message =
  `{% ( $c := $states.errorOutput.Cause; $type($c) = "string" and $c != "" ? ($substring($c, 0, 1) = "{" and ` +
  `($contains($c, '"message":"') or $contains($c, '"errorMessage":"')) ? ` +
  '( $p := $parse($c); $exists($p.message) ? $p.message : $p.errorMessage ) : $c) : $states.errorOutput.Error ) %}'
