/**
 * Yields the milliseconds to wait between two reads, three times longer each time up to `longest`: what is there at once is seen at once,
 * and what takes long costs few reads.
 */
export function* pollDelays(longest = 5000): Generator<number, never> {
  for (let ms = 5; ; ms = Math.min(ms * 3, longest)) yield ms
}
