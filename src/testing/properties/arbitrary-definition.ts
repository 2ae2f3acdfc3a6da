import type { Definition } from '../../specs/definition.ts'
import type { Arbitrary } from './arbitrary.ts'
import { type FastCheck, loadFastCheck } from './load-fast-check.ts'

/** The contents of generated definitions. */
export interface ArbitraryDefinitionOptions {
  /** How deep Parallel and Map states are nested. Default 2. */
  readonly maxDepth?: number
  /** The largest number of states of a state machine, branch or processor. Default 5. */
  readonly maxStates?: number
  /** The resources of tasks. Default `activity/work` and `lambda/work`. */
  readonly resources?: readonly string[]
}

/**
 * An arbitrary of fast-check for definitions: literals that are valid and whose executions end, with every type of state, in both query
 * languages, with retriers and catchers.
 * @throws Error that names the package if fast-check is not installed.
 *
 * @example
 * const [definition] = fc.sample(arbitraryDefinition({ maxDepth: 1 }), 1)
 * expect(validate(definition).filter(({ severity }) => severity === 'error')).toEqual([])
 */
export const arbitraryDefinition = ({
  maxDepth = 2,
  maxStates = 5,
  resources = ['activity/work', 'lambda/work'],
}: ArbitraryDefinitionOptions = {}): Arbitrary<Definition> => {
  const fc = loadFastCheck()
  const settings = { fc, maxStates, resources }
  return fc
    .record({ queryLanguage: fc.constantFrom<Language>('JSONPath', 'JSONata'), timeoutSeconds: fc.constant(86_400) })
    .chain(({ queryLanguage, timeoutSeconds }) =>
      machine(settings, { depth: maxDepth, prefix: '', language: queryLanguage }).map(
        // The one boundary: the types of literals name the states.
        (made) => ({ name: 'generated', queryLanguage, timeoutSeconds, ...made }) as Definition,
      ),
    )
}

type Language = 'JSONPath' | 'JSONata'

interface Settings {
  readonly fc: FastCheck
  readonly maxStates: number
  readonly resources: readonly string[]
}

interface Place {
  readonly depth: number
  /** The beginning of the names of states: names are unique in a whole state machine. */
  readonly prefix: string
  readonly language: Language
}

interface Machine {
  readonly startAt: string
  readonly states: Readonly<Record<string, object>>
}

/** Transitions lead to later states only, so that executions end. */
const machine = (settings: Settings, place: Place): Arbitrary<Machine> => {
  const { fc, maxStates } = settings
  return fc.integer({ min: 1, max: maxStates }).chain((count) => {
    const names = Array.from({ length: count }, (_, index) => `${place.prefix}s${index}`)
    const states = names.map((name, index) => state(settings, { ...place, prefix: `${name}.` }, names.slice(index + 1)))
    return fc.tuple(...states).map((made) => reachable(names, made))
  })
}

/** AWS refuses states that nothing leads to. */
const reachable = (names: readonly string[], made: readonly object[]): Machine => {
  const states = new Map(names.map((name, index) => [name, made[index] ?? {}]))
  const [startAt = ''] = names
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const target of targetsOf(states.get(name) ?? {})) visit(target)
  }
  visit(startAt)
  return { startAt, states: Object.fromEntries([...states].filter(([name]) => found.has(name))) }
}

const targetsOf = (made: object): string[] => {
  const { next, default: otherwise, choices = [], catch: catchers = [] } = made as Links
  return [next, otherwise, ...choices.map((rule) => rule.next), ...catchers.map((catcher) => catcher.next)].filter(
    (name) => name !== undefined,
  )
}

interface Links {
  readonly next?: string
  readonly default?: string
  readonly choices?: readonly { readonly next: string }[]
  readonly catch?: readonly { readonly next: string }[]
}

const state = (settings: Settings, place: Place, targets: readonly string[]): Arbitrary<object> => {
  const { fc } = settings
  const kinds = [pass, wait, task, ending, ...(targets.length > 0 ? [choice] : [])]
  const containers = place.depth > 0 ? [parallel, map] : []
  return fc.constantFrom(...kinds, ...containers).chain((kind) => kind(settings, place, targets))
}

type StateArbitrary = (settings: Settings, place: Place, targets: readonly string[]) => Arbitrary<object>

const onward = ({ fc }: Settings, targets: readonly string[]): Arbitrary<object> =>
  targets.length === 0
    ? fc.constant({ end: true })
    : fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...targets).map((next) => ({ next })) },
        fc.constant({ end: true }),
      )

const pass: StateArbitrary = (settings, { language, depth }, targets) => {
  const { fc } = settings
  // A branch must not assign a variable of a state around it.
  const variable = `v${depth}`
  const fields: Arbitrary<object> =
    language === 'JSONata'
      ? fc.constantFrom<object>(
          {},
          { output: '{% $states.input %}' },
          { assign: { [variable]: '{% $states.input %}' } },
          { output: 1 },
        )
      : fc.constantFrom<object>(
          {},
          { result: { n: 1 } },
          { parameters: { 'all.$': '$' } },
          { resultPath: '$.r', result: 2 },
          { assign: { [variable]: 1 } },
        )
  return fc.tuple(fields, onward(settings, targets)).map(([own, link]) => ({ type: 'pass', ...own, ...link }))
}

const wait: StateArbitrary = (settings, _place, targets) =>
  settings.fc
    .tuple(settings.fc.integer({ min: 1, max: 3600 }), onward(settings, targets))
    .map(([seconds, link]) => ({ type: 'wait', seconds, ...link }))

const ending: StateArbitrary = ({ fc }) =>
  fc.constantFrom<object>({ type: 'succeed' }, { type: 'fail', error: 'Generated', cause: 'as generated' })

const task: StateArbitrary = (settings, _place, targets) => {
  const { fc, resources } = settings
  return fc
    .tuple(fc.constantFrom(...resources), recovery(settings, targets), onward(settings, targets))
    .map(([resource, recovered, link]) => ({ type: 'task', resource, timeoutSeconds: 60, ...recovered, ...link }))
}

const recovery = ({ fc }: Settings, targets: readonly string[]): Arbitrary<object> => {
  const retrier = fc.record({
    errorEquals: fc.constantFrom(['Broken'], ['States.TaskFailed'], ['States.ALL']),
    maxAttempts: fc.integer({ min: 0, max: 3 }),
  })
  const retry = fc.option(
    retrier.map((one) => [one]),
    { nil: undefined },
  )
  const caught =
    targets.length === 0
      ? fc.constant(undefined)
      : fc.option(
          fc.constantFrom(...targets).map((next) => [{ errorEquals: ['States.ALL'], next }]),
          { nil: undefined },
        )
  return fc.tuple(retry, caught).map(([retriers, catchers]) => ({
    ...(retriers && { retry: retriers }),
    ...(catchers && { catch: catchers }),
  }))
}

const choice: StateArbitrary = ({ fc }, { language }, targets) => {
  const condition: Arbitrary<unknown> =
    language === 'JSONata'
      ? fc.constantFrom('{% $states.input.n > 1 %}', '{% $exists($states.input.a) %}')
      : fc.constantFrom<unknown>(['>', '$.n', 1], ['isPresent', '$.a'])
  return fc
    .tuple(condition, fc.constantFrom(...targets), fc.constantFrom(...targets))
    .map(([one, next, otherwise]) => ({
      type: 'choice',
      choices: [{ condition: one, next }],
      default: otherwise,
    }))
}

const parallel: StateArbitrary = (settings, place, targets) => {
  const { fc } = settings
  return fc.integer({ min: 1, max: 3 }).chain((count) => {
    const branches = Array.from({ length: count }, (_, index) =>
      machine(settings, { ...place, depth: place.depth - 1, prefix: `${place.prefix}${index}.` }),
    )
    return fc
      .tuple(fc.tuple(...branches), recovery(settings, targets), onward(settings, targets))
      .map(([made, recovered, link]) => ({ type: 'parallel', branches: made, ...recovered, ...link }))
  })
}

const map: StateArbitrary = (settings, place, targets) => {
  const { fc } = settings
  const items = place.language === 'JSONata' ? { items: '{% [1..3] %}' } : { itemsPath: '$.items' }
  return fc
    .tuple(
      machine(settings, { ...place, depth: place.depth - 1 }),
      fc.integer({ min: 0, max: 3 }),
      recovery(settings, targets),
      onward(settings, targets),
    )
    .map(([itemProcessor, maxConcurrency, recovered, link]) => ({
      type: 'map',
      ...items,
      maxConcurrency,
      itemProcessor,
      ...recovered,
      ...link,
    }))
}
