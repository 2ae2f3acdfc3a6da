import type { Box, Point } from './boxes.ts'

/** The vertical extent of the boxes of one rank. */
export interface Band {
  readonly top: number
  readonly bottom: number
}

/** The bands of ranks by their middles: the layout puts the middles of all boxes of a rank at one height. */
export const bandsOf = (boxes: readonly Box[]): ReadonlyMap<number, Band> => {
  const bands = new Map<number, Band>()
  for (const { y, height } of boxes) {
    const middle = heightKey(y + height / 2)
    const { top, bottom } = bands.get(middle) ?? { top: y, bottom: y }
    bands.set(middle, { top: Math.min(top, y), bottom: Math.max(bottom, y + height) })
  }
  return bands
}

const heightKey = (y: number): number => Math.round(y)

/** The ends of a transition, and the bands of the ranks that it crosses. */
interface Route {
  readonly from: Box
  readonly to: Box
  readonly bands: ReadonlyMap<number, Band>
}

/** The shortest distance of the end of a transition from a corner of its node. */
const CORNER = 18

/**
 * The points of a transition from the points that dagre has for it, one in each rank. Inside the band of a rank the transition is
 * vertical, so that it does not cross a high node beside it.
 */
export const routeEdge = (points: readonly Point[], { from, to, bands }: Route): Point[] => {
  if (from === to) return [...points]
  const inner = points.slice(1, -1)
  const [start, end] = [centerOf(from), centerOf(to)]
  const { x: first } = inner[0] ?? end
  const { x: last } = inner.at(-1) ?? start
  const bandAt = (y: number): Band => bands.get(heightKey(y)) ?? { top: y, bottom: y }
  const isDown = start.y < end.y
  const stops = [
    { x: within(first, from), ...bandAt(start.y), ...(isDown ? { top: from.y + from.height } : { bottom: from.y }) },
    ...inner.map(({ x, y }) => ({ x, ...bandAt(y) })),
    { x: within(last, to), ...bandAt(end.y), ...(isDown ? { bottom: to.y } : { top: to.y + to.height }) },
  ]
  return straightened(
    stops.flatMap(({ x, top, bottom }) => (isDown ? vertical(x, top, bottom) : vertical(x, bottom, top))),
  )
}

/** Leaves out the points inside of a vertical line. */
const straightened = (points: readonly Point[]): Point[] =>
  points.filter(({ x }, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    return before === undefined || after === undefined || Math.abs(before.x - x) > 0.5 || Math.abs(after.x - x) > 0.5
  })

const vertical = (x: number, start: number, end: number): Point[] =>
  start === end
    ? [{ x, y: start }]
    : [
        { x, y: start },
        { x, y: end },
      ]

const centerOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 })

const within = (x: number, box: Box): number => {
  const corner = Math.min(CORNER, box.width / 2)
  return Math.min(Math.max(x, box.x + corner), box.x + box.width - corner)
}
