import type { Definition } from '../../specs/definition.ts'
import { seededRandom } from '../../virtual-system.ts'
import { type FailureModel, repeatRateAfter } from './failure-model.ts'
import { delaysOf, type ProposedRetry } from './propose-retry.ts'

/** Simulates executions of one task with a retrier, and returns the share that succeeds. */
export const checkRetry = async (
  retry: ProposedRetry,
  model: FailureModel,
  { simulations, seed }: { simulations: number; seed: number },
): Promise<number> => {
  // The engine is loaded only if something is simulated.
  const { simulate } = await import('../../testing/simulate.ts')
  const random = seededRandom(seed)
  const definition: Definition = {
    startAt: 'task',
    states: { task: { type: 'task', resource: 'lambda/task', retry, end: true } },
  }
  let succeeded = 0
  for (let run = 0; run < simulations; run++) {
    const failures = countFailures(retry, model, random)
    const [error = ''] = retry.errorEquals
    const mocks = { task: [...Array.from({ length: failures }, () => ({ error })), { output: null }] }
    const { status } = await simulate(definition, { mocks })
    if (status === 'SUCCEEDED') succeeded++
  }
  return succeeded / simulations
}

/** The attempts that fail before one succeeds, at most one more than the retries. */
const countFailures = (retry: ProposedRetry, model: FailureModel, random: () => number): number => {
  const rates = [model.rate, ...delaysOf(retry).map((delay) => repeatRateAfter(model, delay))]
  const first = rates.findIndex((rate) => random() >= rate)
  return first < 0 ? rates.length : first
}
