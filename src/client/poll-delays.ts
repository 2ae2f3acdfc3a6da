/**
 * Yields the milliseconds to wait between two reads, three times longer each time up to `longest`: an execution that ends at
 * once is seen at once, and one that takes long costs few reads.
 */
export function* pollDelays(longest = 5000): Generator<number, never> {
  for (let ms = 5; ; ms = Math.min(ms * 3, longest)) yield ms
}
