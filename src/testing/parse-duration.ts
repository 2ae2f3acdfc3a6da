const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  week: 604_800_000,
}

/**
 * Parses a duration: milliseconds as a number, or a string such as `3 days` or `1 h 30 min`.
 * @returns milliseconds
 * @throws TypeError for anything else
 */
export const parseDuration = (duration: number | string): number => {
  const ms = typeof duration === 'number' ? duration : parseText(duration)
  if (Number.isFinite(ms) && ms >= 0) return ms
  throw new TypeError(
    `the duration must be a number of milliseconds or a string such as "3 days" or "1 h 30 min", got ${JSON.stringify(duration)}`,
  )
}

const parts = /\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy

/** NaN if a part of the string is not a number and a unit. */
const parseText = (text: string): number => {
  let total = 0
  let end = 0
  for (const { 0: part, 1: number, 2: unit = '', index } of text.matchAll(parts)) {
    total += Number(number) * msOf(unit)
    end = index + part.length
  }
  return end === text.length && end > 0 ? total : Number.NaN
}

const msOf = (unit: string): number => {
  const name = [unit, unit.replace(/s$/, '')].find((one) => Object.hasOwn(unitMs, one))
  return (name !== undefined && unitMs[name]) || Number.NaN
}
