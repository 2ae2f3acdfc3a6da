import type { Json } from '../../json.ts'
import type { JsonataScope } from '../scope.ts'
import { depthLimitOf, freeNames, readsContext, type Written, writtenBy } from './analysis.ts'
import { type Node, nodesOf } from './ast.ts'
import { boundsOf, type EvaluationBounds, type JsonataFrame, NEW_FRAME, watchedOf } from './bounds.ts'
import type { CompiledJsonata } from './engine.ts'
import { EVALUATION, evaluationOf } from './evaluation.ts'
import { addFunctions, OWN } from './functions.ts'
import { cloneJson, withOwnEmptyArrays } from './result.ts'

/** Evaluates an expression. The result is not JSON yet; the promise rejects with the error of jsonata. */
export type Evaluate = (scope: JsonataScope) => Promise<unknown>

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
export const evaluateOf = (expression: CompiledJsonata): Evaluate => {
  const root = expression.ast()
  const names = freeNames(root)
  const bindingsOf = bindingsFor(root, names)
  const watched = watchedOf(root, names, depthLimitOf(root))
  addFunctions(expression)
  replaceInheritedNames(root)

  // jsonata makes an evaluation's first frame before `evaluate` returns
  let starting: EvaluationBounds | undefined
  expression.assign(NEW_FRAME, (_outer: JsonataFrame, frame: JsonataFrame) => starting?.watch(frame))

  return (scope) => {
    const bounds = boundsOf(watched, scope)
    starting = bounds
    return expression.evaluate(undefined, bindingsOf(scope)).then(undefined, (error: unknown) => {
      bounds.stop()
      throw error
    })
  }
}

/** How data is given to an expression that may write into it. */
const shares: Readonly<Record<Written, (value: Json) => Json>> = {
  nothing: (value) => value,
  'empty arrays': withOwnEmptyArrays,
  anything: cloneJson,
}

type Bindings = Record<string, unknown>

/** The values of the names that an expression reads. Values that it may write into are copied. */
const bindingsFor = (root: Node, free: readonly string[]): ((scope: JsonataScope) => Bindings) => {
  const names = free.filter((name) => name !== 'states')
  const hasContext = readsContext(root)
  const share = shares[writtenBy(root)]

  const statesOf = ({ states, context }: JsonataScope): Bindings => {
    const value: Bindings = { input: share(states.input) }
    if (hasContext) Object.defineProperty(value, 'context', { enumerable: true, get: () => share(context()) })
    if (states.result !== undefined) value.result = share(states.result)
    if (states.errorOutput !== undefined) value.errorOutput = share(states.errorOutput)
    return value
  }
  return (scope) => {
    const bindings: Bindings = { [EVALUATION]: evaluationOf(scope.system), states: statesOf(scope) }
    for (const name of names) {
      const value = Object.hasOwn(scope.variables, name) ? scope.variables[name] : undefined
      if (value !== undefined) bindings[name] = share(value)
    }
    return bindings
  }
}
