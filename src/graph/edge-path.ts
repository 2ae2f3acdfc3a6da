import type { Point } from './boxes.ts'
import { CHOICE_INSET } from './layout-graph.ts'

/** A line through the points that is vertical at each of them. */
export const edgePath = (points: readonly Point[]): string =>
  points
    .map((point, index) => {
      const before = points[index - 1]
      if (!before) return `M${at(point)}`
      const middle = (before.y + point.y) / 2
      if (Math.abs(before.x - point.x) < 0.5 || before.y === point.y) return `L${at(point)}`
      return `C${at({ x: before.x, y: middle })} ${at({ x: point.x, y: middle })} ${at(point)}`
    })
    .join('')

const HEAD_LENGTH = 8
const HEAD_WIDTH = 3.5

/**
 * The corners of the arrow at the end of a line, as an SVG polygon has them: up or down, as lines end vertically, or from the side for a
 * loop.
 */
export const arrowHead = (points: readonly Point[]): string => {
  const [before, tip] = points.slice(-2)
  if (!before || !tip) return ''
  const isLevel = Math.abs(tip.y - before.y) < 1
  const [along, across] = isLevel
    ? [
        { x: Math.sign(tip.x - before.x), y: 0 },
        { x: 0, y: 1 },
      ]
    : [
        { x: 0, y: Math.sign(tip.y - before.y) },
        { x: 1, y: 0 },
      ]
  const corner = (side: number): Point => ({
    x: tip.x - along.x * HEAD_LENGTH + across.x * side * HEAD_WIDTH,
    y: tip.y - along.y * HEAD_LENGTH + across.y * side * HEAD_WIDTH,
  })
  return `${at(tip)} ${at(corner(1))} ${at(corner(-1))}`
}

/** The corners of a Choice state, as an SVG polygon has them. */
export const choiceCorners = (width: number, height: number): string => {
  const [right, middle, bottom] = [width - CHOICE_INSET, height / 2, height]
  const corners: readonly [number, number][] = [
    [CHOICE_INSET, 0],
    [right, 0],
    [width, middle],
    [right, bottom],
    [CHOICE_INSET, bottom],
    [0, middle],
  ]
  return corners.map(([x, y]) => at({ x, y })).join(' ')
}

const at = ({ x, y }: Point): string => `${decimal(x)},${decimal(y)}`

/** A number with at most one decimal place. */
export const decimal = (value: number): string => String(Math.round(value * 10) / 10)
