import { currentSystem } from './current-system.ts'

/**
 * Waits for a number of seconds: a Wait state. Step Functions waits for whole seconds.
 * @param seconds a whole number from 0.
 *
 * @example
 * const definition = compile(async () => {
 *   await sleep(60)
 * })
 * expect((await simulate(definition)).duration).toBe(60_000)
 */
export const sleep = (seconds: number): Promise<void> => currentSystem().sleep(seconds * 1000)

/**
 * Waits until a time: a Wait state.
 * @param timestamp an RFC 3339 string such as `2026-01-01T00:00:00Z`.
 *
 * @example
 * const definition = compile(async ({ shipAt }) => {
 *   await sleepUntil(shipAt)
 * })
 * await simulate(definition, { input: { shipAt: '2030-01-01T00:00:00Z' } })
 */
export const sleepUntil = (timestamp: string): Promise<void> => {
  const system = currentSystem()
  return system.sleep(Math.max(0, Date.parse(timestamp) - system.now()))
}
