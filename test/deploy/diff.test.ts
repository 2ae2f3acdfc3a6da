import fc from 'fast-check'
import { expect, test } from 'vitest'
import { awsEnvironment } from '../../src/arn.ts'
import { diff, formatDiff } from '../../src/deploy.ts'
import { desugar } from '../../src/sugar/desugar.ts'

const orders = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      retry: { errorEquals: 'Throttled' },
      catch: { errorEquals: 'States.ALL', next: 'rejected' },
      next: 'route',
    },
    route: {
      type: 'choice',
      choices: [
        { condition: ['>=', '$.price', 20], next: 'approve' },
        { condition: ['=', '$.vip', true], next: 'approve' },
      ],
      default: 'rejected',
    },
    approve: { type: 'task', resource: 'lambda/approve', parameters: { to: ['a', 'b'] }, end: true },
    rejected: { type: 'fail', error: 'OrderRejected' },
  },
} as const

const { states } = orders

/** The paths of a list of differences. */
const paths = (found: readonly { readonly path: readonly (string | number)[] }[]) =>
  found.map(({ path }) => path.join('.'))

test('a definition does not differ from itself as ASL, with fields that have their default', () => {
  const environment = awsEnvironment('eu-west-1', '123456789012')
  const asl = desugar(
    {
      ...orders,
      queryLanguage: 'JSONPath',
      states: {
        ...states,
        price: {
          ...states.price,
          inputPath: '$',
          retry: [{ errorEquals: ['Throttled'], maxAttempts: 3, backoffRate: 2 }],
        },
      },
    },
    environment,
  )
  expect(diff(orders, asl, environment)).toMatchObject({ isEqual: true, running: { canContinue: true, needs: [] } })
})

test('states are added and removed', () => {
  const { approve, ...others } = states
  const next = { ...orders, states: { ...others, audit: { type: 'pass', end: true } } } as const
  const { added, removed, changed } = diff(next, orders)
  expect(added).toEqual([{ path: ['states', 'audit'], state: { type: 'pass', end: true } }])
  expect(paths(removed)).toEqual(['states.approve'])
  expect(changed).toEqual([])
})

test('fields are compared one by one', () => {
  const price = { ...states.price, retry: { errorEquals: 'Throttled', maxAttempts: 5 }, timeoutSeconds: 9 } as const
  const approve = { ...states.approve, parameters: { to: ['a', 'c', 'b'] } } as const
  const next = { ...orders, comment: 'v2', states: { ...states, price, approve } } as const
  expect(diff(next, orders).changed).toEqual([
    { path: [], fields: [{ path: ['comment'], from: undefined, to: 'v2' }] },
    {
      path: ['states', 'price'],
      fields: [
        { path: ['states', 'price', 'retry', 0, 'maxAttempts'], from: undefined, to: 5 },
        { path: ['states', 'price', 'timeoutSeconds'], from: undefined, to: 9 },
      ],
    },
    {
      path: ['states', 'approve'],
      fields: [{ path: ['states', 'approve', 'parameters', 'to', 1], from: undefined, to: 'c' }],
    },
  ])
})

test('transitions that lead elsewhere are rewired, not changed', () => {
  const next = {
    ...orders,
    startAt: 'route',
    states: {
      ...states,
      price: { ...states.price, catch: { errorEquals: 'States.ALL', next: 'approve' } },
      route: { ...states.route, default: 'approve' },
      approve: { ...states.approve, end: undefined, next: 'rejected' },
    },
  }
  const { rewired, changed } = diff(JSON.parse(JSON.stringify(next)), orders)
  expect(rewired).toEqual([
    { path: ['startAt'], from: 'price', to: 'route' },
    { path: ['states', 'price', 'catch', 0, 'next'], from: 'rejected', to: 'approve' },
    { path: ['states', 'route', 'default'], from: 'rejected', to: 'approve' },
    { path: ['states', 'approve', 'next'], from: undefined, to: 'rejected' },
  ])
  expect(changed).toEqual([])
})

test('a choice that is inserted leaves the others alone', () => {
  const inserted = { condition: ['=', '$.free', true], next: 'approve' } as const
  const route = { ...states.route, choices: [inserted, ...states.route.choices] } as const
  const { changed, rewired } = diff({ ...orders, states: { ...states, route } }, orders)
  expect(changed).toEqual([
    { path: ['states', 'route'], fields: [{ path: ['states', 'route', 'choices', 0], from: undefined, to: inserted }] },
  ])
  expect(rewired).toEqual([])
})

test('states in branches and item processors have paths of their own', () => {
  const each = (seconds: number, last: string) =>
    ({
      startAt: 'each',
      states: {
        each: {
          type: 'map',
          itemProcessor: {
            startAt: 'wait',
            states: { wait: { type: 'wait', seconds, next: last }, [last]: { type: 'succeed' } },
          },
          end: true,
        },
      },
    }) as never
  const inside = 'states.each.itemProcessor.states'
  const { added, removed, changed, rewired } = diff(each(2, 'done'), each(1, 'over'))
  expect(paths(added)).toEqual([`${inside}.done`])
  expect(paths(removed)).toEqual([`${inside}.over`])
  expect(paths(changed)).toEqual([`${inside}.wait`])
  expect(paths(rewired)).toEqual([`${inside}.wait.next`])
})

test('running executions need the resources that only the deployed definition uses', () => {
  const price = { ...states.price, resource: 'lambda/price' } as const
  const { running } = diff({ ...orders, states: { ...states, price } }, orders)
  expect(running).toEqual({ canContinue: false, needs: ['activity/price'] })
})

test('a diff is formatted as lines', () => {
  const { approve, ...others } = states
  const price = { ...states.price, resource: 'lambda/price' } as const
  const next = {
    ...orders,
    states: { ...others, price, audit: { type: 'pass', end: true } },
    startAt: 'audit',
  } as const
  expect(formatDiff(diff(next, orders))).toBe(
    [
      '+ states.audit: pass',
      '- states.approve: task lambda/approve',
      '~ states.price',
      '    resource: "activity/price" -> "lambda/price"',
      '> startAt: "price" -> "audit"',
      'running executions continue on the deployed definition, and still need activity/price, lambda/approve',
    ].join('\n'),
  )
})

test('the diff of two definitions has what one has and the other has not', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__'), { minLength: 1 })
  const definition = names.map((list) => ({
    startAt: list[0] ?? 'a',
    states: Object.fromEntries(list.map((name) => [name, { type: 'succeed' as const }])),
  }))
  fc.assert(
    fc.property(definition, definition, (before, after) => {
      const keys = (one: typeof before) => Object.keys(one.states)
      const { added, removed, isEqual } = diff(after, before)
      expect(paths(added)).toEqual(
        keys(after).flatMap((name) => (Object.hasOwn(before.states, name) ? [] : [`states.${name}`])),
      )
      expect(paths(removed)).toEqual(
        keys(before).flatMap((name) => (Object.hasOwn(after.states, name) ? [] : [`states.${name}`])),
      )
      expect(isEqual).toBe(added.length + removed.length === 0 && before.startAt === after.startAt)
    }),
  )
})
