import type { Box, Point } from '../../../graph/boxes.ts'

type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

const vectors: Readonly<Record<Direction, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
}

export const isDirection = (key: string): key is Direction => Object.hasOwn(vectors, key)

/** The box that is nearest to another one in a direction; `undefined` if there is none. */
export const nearestBox = <Item extends Box>(
  from: Box,
  boxes: readonly Item[],
  direction: Direction,
): Item | undefined => {
  const { x, y } = vectors[direction]
  let best: { readonly box: Item; readonly distance: number } | undefined
  for (const box of boxes) {
    const [dx, dy] = [centre(box).x - centre(from).x, centre(box).y - centre(from).y]
    const along = dx * x + dy * y
    if (along < 1) continue
    const distance = along + 2 * Math.abs(dx * y + dy * x)
    if (!best || distance < best.distance) best = { box, distance }
  }
  return best?.box
}

/** The middle of the upper edge: boxes around other boxes are reached from their titles. */
const centre = ({ x, y, width }: Box): Point => ({ x: x + width / 2, y })
