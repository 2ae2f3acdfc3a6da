import { TaskError } from '../../src/errors.ts'
import { type SimulatedRun, simulate } from '../../src/testing.ts'
import { checkout } from './graph-definition.ts'

/** A run that retries `price` once, and iterates `each` twice: the second iteration fails. */
export const runOfCheckout = (): Promise<SimulatedRun<unknown>> => {
  let calls = 0
  const price = () => {
    calls += 1
    if (calls === 1) throw new TaskError('Throttled')
    return 10
  }
  const ship = ({ n }: { n: number }) => {
    if (n === 2) throw new TaskError('Lost')
    return n
  }
  return simulate(checkout, {
    input: { item: 'pen', items: [{ n: 1 }, { n: 2 }] },
    handlers: { 'activity/price': price, 'lambda/charge': () => 1, 'lambda/ship': ship },
  })
}
