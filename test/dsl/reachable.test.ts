import { expect, test } from 'vitest'
import { ends, reachable } from '../../src/dsl/reachable.ts'
import { sequence } from '../../src/dsl/sequence.ts'

const orders = {
  startAt: 'price',
  states: {
    rejected: { type: 'fail' },
    price: { type: 'task', resource: 'p', catch: { next: 'rejected' }, next: 'route' },
    route: { type: 'choice', choices: [{ condition: '$.x', next: 'approve' }], default: 'rejected' },
    approve: { type: 'task', resource: 'a', catch: [{ next: 'ship' }], end: true },
    ship: { type: 'pass', end: true },
    lost: { type: 'pass', next: 'ship' },
  },
}

test('the reachable states are those after startAt, in the order of the definition', () => {
  expect(reachable(orders)).toEqual(['rejected', 'price', 'route', 'approve', 'ship'])
})

test('the reachable states can begin at any state', () => {
  expect(reachable(orders, 'approve')).toEqual(['approve', 'ship'])
  expect(() => reachable(orders, 'aprove')).toThrow('states: no state named "aprove"')
})

test('the ends are the reachable states after which nothing follows', () => {
  expect(ends(orders)).toEqual(['rejected', 'approve', 'ship'])
})

test('the open ends of a fragment are its ends', () => {
  expect(ends(sequence({ a: { type: 'pass' }, b: { type: 'pass' } }))).toEqual(['b'])
})

test('ASL is read too', () => {
  const asl = { StartAt: 'a', States: { a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Succeed' }, c: { Type: 'Fail' } } }
  expect(reachable(asl)).toEqual(['a', 'b'])
  expect(ends(asl)).toEqual(['b'])
})
