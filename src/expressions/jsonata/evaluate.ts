import type { Json } from '../../json.ts'
import type { JsonataScope } from '../scope.ts'
import { depthLimitOf, freeNames, writesData } from './analysis.ts'
import { type Node, nodesOf } from './ast.ts'
import { type Bounds, boundsOf, countersOf, type Frame, NEW_FRAME } from './bounds.ts'
import type { Expression, Focus } from './engine.ts'
import { addFunctions, lookup, RUN, type Run } from './functions.ts'
import { cloneJson } from './result.ts'

/** Evaluates an expression; what it gives is not JSON yet. Rejects with what jsonata throws. */
export type Evaluate = (scope: JsonataScope) => Promise<unknown>

const OWN = '#own'

/** jsonata would find what JavaScript's objects inherit, so names that they have are looked up by a function of our own. */
const replaceInheritedNames = (root: Node): void => {
  for (const node of nodesOf(root)) {
    if (node.type !== 'name' || !(String(node.value) in Object.prototype)) continue
    node.arguments = [{ type: 'string', value: node.value }]
    node.procedure = { type: 'variable', value: OWN }
    node.type = 'function'
  }
}

/** Prepares a compiled expression to be evaluated, any number of times at once. */
export const evaluateOf = (expression: Expression): Evaluate => {
  const root = expression.ast()
  const names = freeNames(root).filter((name) => name !== 'states')
  const depthLimit = depthLimitOf(root)
  const share = writesData(root) ? cloneJson : (value: Json) => value
  addFunctions(expression)
  expression.registerFunction(OWN, function (this: Focus, name: string) {
    return lookup(this.input, name)
  })
  replaceInheritedNames(root)
  const counters = countersOf(root)

  // jsonata makes an evaluation's first frame before `evaluate` returns
  let starting: Bounds | undefined
  expression.assign(NEW_FRAME, (_outer: Frame, frame: Frame) => starting?.watch(frame))

  return async (scope) => {
    const bounds = boundsOf(depthLimit, counters)
    starting = bounds
    try {
      return await expression.evaluate(undefined, bindingsOf(scope, names, share))
    } catch (error) {
      bounds.stop()
      throw error
    }
  }
}

const bindingsOf = (
  scope: JsonataScope,
  names: readonly string[],
  share: (value: Json) => Json,
): Record<string, unknown> => {
  let now: number | undefined
  const run: Run = {
    system: scope.system,
    now: () => {
      now ??= scope.system.now()
      return now
    },
  }
  const bindings: Record<string, unknown> = { [RUN]: run, states: statesOf(scope, share) }
  for (const name of names) {
    const value = Object.hasOwn(scope.variables, name) ? scope.variables[name] : undefined
    if (value !== undefined) bindings[name] = share(value)
  }
  return bindings
}

/** `$states`. It has only the fields that there are. */
const statesOf = ({ states, context }: JsonataScope, share: (value: Json) => Json): object => {
  const value = {
    input: share(states.input),
    get context() {
      return share(context())
    },
  }
  if (states.result !== undefined) Object.assign(value, { result: share(states.result) })
  if (states.errorOutput !== undefined) Object.assign(value, { errorOutput: share(states.errorOutput) })
  return value
}
