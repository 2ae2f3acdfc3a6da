import { median } from './report.ts'

const WARM_UP_MS = 500
const SAMPLE_MS = 100
const SAMPLES = 10

/**
 * Microseconds for one call of each candidate, after a warm-up: the medians of samples that the candidates take in turns, so that other work
 * of the machine affects all of them.
 */
export const takeTurns = async <Name extends string>(
  candidates: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, number>> => {
  const names = Object.keys(candidates) as Name[]
  const samples = Object.fromEntries(names.map((name): [Name, number[]] => [name, []])) as Record<Name, number[]>
  globalThis.gc?.()
  for (const name of names) await repeat(candidates[name], WARM_UP_MS)
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const name of names) samples[name].push(await repeat(candidates[name], SAMPLE_MS))
  }
  return Object.fromEntries(names.map((name) => [name, median(samples[name])])) as Record<Name, number>
}

/** Calls repeatedly for so many milliseconds, and returns the microseconds for one call. */
const repeat = async (call: () => unknown, ms: number): Promise<number> => {
  const start = performance.now()
  let calls = 0
  while (performance.now() - start < ms) {
    await call()
    calls++
  }
  return ((performance.now() - start) * 1000) / calls
}
