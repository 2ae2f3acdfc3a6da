import { isJsonObject } from '../json.ts'
import { assertOptions, booleanCheck, type OptionChecks } from '../options.ts'
import { definitionError } from './definition-error.ts'
import {
  assertFragment,
  type EndOptions,
  endsOf,
  type Fragment,
  fragmentOf,
  linkEnds,
  type NameIn,
  type StateLiteral,
} from './fragment.ts'

type Fragments = readonly [Fragment, ...Fragment[]]

export interface ChainOptions extends EndOptions {}

const checks: OptionChecks<ChainOptions> = { includeOtherwise: booleanCheck }

/**
 * Joins fragments: the open ends of each get the start of the following one as `next`.
 * @throws DefinitionError if two fragments have a state of the same name, or if a fragment has no open end to continue from;
 * TypeError if an argument is not a fragment.
 *
 * @example
 * const job = sequence({ fetch: { type: 'task', resource: 'fetch' } })
 * chain(job, prefix('Again: ', job)).states.fetch // => { type: 'task', resource: 'fetch', next: 'Again: fetch' }
 */
export function chain<const F extends Fragments>(...fragments: F): Fragment<NameIn<F[number]>>
/**
 * Joins fragments as above, with options as the last argument.
 *
 * @example
 * const ship = sequence({ ship: { type: 'task', resource: 'ship' } })
 * const route = { startAt: 'a', states: { a: { type: 'choice', choices: [{ condition: '$.x', next: 'b' }] }, b: { type: 'pass' } } }
 * chain(route, ship, { includeOtherwise: true }).states.a.default // => 'ship'
 */
export function chain<const F extends Fragments>(...args: readonly [...F, ChainOptions]): Fragment<NameIn<F[number]>>
export function chain(...args: readonly (Fragment | ChainOptions)[]): Fragment {
  const { fragments, options } = readArguments(args)
  const [first] = fragments
  if (!first) throw new TypeError('chain needs at least one fragment: { startAt, states }')
  const states = new Map<string, StateLiteral>()
  for (const [index, fragment] of fragments.entries()) {
    const following = fragments[index + 1]
    const linked = following ? linkTo(following, fragment, options) : fragment
    for (const [name, state] of Object.entries(linked.states)) {
      if (states.has(name)) {
        const hint = "rename the states of one with prefix('…', fragment)"
        throw definitionError([name], 'two fragments have a state of this name', hint)
      }
      states.set(name, state)
    }
  }
  return fragmentOf(first.startAt, states)
}

const linkTo = (following: Fragment, fragment: Fragment, options: ChainOptions): Fragment => {
  if (endsOf(fragment, options).length > 0) return linkEnds(fragment, { next: following.startAt }, options)
  const message = `this fragment has no open end that could lead to "${following.startAt}"`
  const hasOtherwise = endsOf(fragment, { includeOtherwise: true }).length > 0
  const hint = hasOtherwise ? 'to continue from choices without "default", pass { includeOtherwise: true }' : undefined
  throw definitionError([fragment.startAt], message, hint)
}

/** The last argument is the options if it is an object without `startAt`, `states` and `type`. */
const readArguments = (args: readonly unknown[]): { fragments: Fragment[]; options: ChainOptions } => {
  const last = args.at(-1)
  const isOptions = isJsonObject(last) && !['startAt', 'states', 'type'].some((key) => Object.hasOwn(last, key))
  const options: ChainOptions = isOptions ? last : {}
  assertOptions('chain', options, checks)
  const fragments = (isOptions ? args.slice(0, -1) : args).map((argument, index) => {
    assertFragment(argument, `argument ${index + 1} of chain`)
    return argument
  })
  return { fragments, options }
}
