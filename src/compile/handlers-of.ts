import { assertValue, expectedOneOf, functionCheck, memberPath, required } from '../options.ts'
import type { ExtractedHandlers } from './extract.ts'
import type { Implementations } from './run/implementations.ts'

interface Calls {
  /** The handlers that were made from parts of the function. */
  readonly handlers: ExtractedHandlers
  /** The resource of each name in the second parameter. */
  readonly resources: ReadonlyMap<string, string>
  /** The number of arguments of the calls of each resource. */
  readonly calls: ReadonlyMap<string, number>
}

const kept = new WeakMap<object, Calls>()

/** Stores the calls of a compiled definition for {@link handlersOf}. */
export const keepCalls = (definition: object, calls: Calls): void => {
  kept.set(definition, calls)
}

/** Handlers by resource, for `startWorkers`, `simulate` and `createLocal`. */
export type CompiledHandlers = Record<string, (input: never) => unknown>

/**
 * The handlers of a compiled definition: the implementations of its calls by resource, and those that `extract: true` made. A call with
 * several arguments sends them as an array.
 * @param definition a definition that `compile` has returned.
 * @param implementations functions by the names in the second parameter of the compiled function.
 * @throws TypeError for any other definition, a name that the function does not call, or an implementation that is not a function.
 *
 * @example
 * const definition = compile(async ({ text }, { count }) => ({ vowels: await count(text) }))
 * const handlers = handlersOf(definition, { count: (text) => text.replace(/[^aeiou]/g, '').length })
 * const { output } = await simulate(definition, { input: { text: 'a short example' }, handlers })
 * expect(output).toEqual({ vowels: 5 })
 */
export const handlersOf = (definition: object, implementations: Implementations = {}): CompiledHandlers => {
  const known = kept.get(definition)
  if (!known) throw new TypeError('handlersOf needs a definition that compile returned')
  const { resources, calls } = known
  const handlers = Object.entries(implementations).flatMap(([name, implementation]) => {
    const resource = resources.get(name)
    if (resource === undefined)
      throw new TypeError(`the function does not call "${name}"; ${expectedOneOf(name, [...resources.keys()])}`)
    assertValue(memberPath('implementations', name), implementation, required(functionCheck))
    const count = calls.get(resource)
    return count === undefined ? [] : [[resource, handlerOf(implementation, count)] as const]
  })
  return { ...known.handlers, ...Object.fromEntries(handlers) } as CompiledHandlers
}

const handlerOf = (implementation: Implementations[string], count: number): Implementations[string] => {
  if (count === 1) return (input) => implementation(input)
  return (input) => (count === 0 ? implementation() : implementation(...input))
}
