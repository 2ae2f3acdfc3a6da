import { Graph as DagreGraph, type EdgeLabel, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre'
import type { Box, Point } from './boxes.ts'
import { findTrunks, type Trunk } from './find-trunks.ts'
import type { GraphEdge, GraphMachine, GraphNode } from './graph-model.ts'
import { layoutChain } from './layout-chain.ts'
import { detailLines } from './node-lines.ts'
import { packBoxes } from './pack-boxes.ts'
import { bandsOf, routeEdge } from './route-edge.ts'
import { textWidth, wrapText } from './wrap-text.ts'

/** A drawn node. The boxes of its machines are relative to its own. */
export interface NodeBox extends Box {
  readonly node: GraphNode
  /** The lines of its name. */
  readonly title: readonly string[]
  /** The lines under its name. */
  readonly details: readonly string[]
  readonly machines: readonly MachineBox[]
}

/** A drawn transition. */
export interface EdgeLine {
  readonly edge: GraphEdge
  readonly points: readonly Point[]
  readonly label: readonly string[]
  /** The box of the label. */
  readonly labelBox: Box
}

/** A drawn machine. The boxes of its nodes and the points of its transitions are relative to its own. */
export interface MachineBox extends Box {
  readonly machine: GraphMachine
  readonly nodes: readonly NodeBox[]
  readonly edges: readonly EdgeLine[]
}

/** The sizes of text, in pixels. */
export const fonts = {
  title: { fontSize: 13, lineHeight: 17 },
  detail: { fontSize: 11, lineHeight: 15 },
  label: { fontSize: 11, lineHeight: 14 },
} as const

/** The space around the text of a node, and around the machines inside it. */
export const PADDING = 12

/** The space of the sides of a Choice state that point outwards. */
export const CHOICE_INSET = 14

/** The space over a branch for its label. */
export const MACHINE_HEADER = 20

const MARK_SIZE = 16
const MARGIN = 16
const RANK_SPACE = 48

/**
 * Lays out a machine. No transition leaves a machine, so that each is laid out alone, the inner ones first: as boxes, they are part of
 * the nodes around them.
 */
export const layoutGraph = (machine: GraphMachine): MachineBox => {
  const sized = machine.nodes.map(measureNode)
  return layoutChain(machine, sized, { rankSpace: RANK_SPACE, margin: MARGIN }) ?? layoutRanks(machine, sized)
}

const layoutRanks = (machine: GraphMachine, sized: readonly NodeBox[]): MachineBox => {
  const graph = new DagreGraph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 14, ranksep: RANK_SPACE, marginx: MARGIN, marginy: MARGIN })
  for (const { node, width, height } of sized) graph.setNode(node.id, { width, height })
  const labels = machine.edges.map(({ label }) => labelLines(label))
  const trunks = findTrunks(machine)
  const joints = new Map(
    trunks.flatMap((trunk) => trunk.joints.flatMap(({ id, edges }) => edges.map((one) => [one, id]))),
  )
  for (const trunk of trunks) setTrunk(graph, trunk)
  for (const [index, { from, to }] of machine.edges.entries())
    graph.setEdge(from, joints.get(index) ?? to, { ...labelSize(labels[index] ?? []), labelpos: 'c' }, String(index))
  layout(graph)
  const ways = new Map(trunks.flatMap((trunk) => waysAlong(graph, trunk)))
  const nodes = sized.map((box) => ({ ...box, ...cornerOf(graph.node(box.node.id), box) }))
  const found = machine.edges.map((edge, index) => {
    const joint = joints.get(index)
    const { points: own = [], ...center } = graph.edge(edge.from, joint ?? edge.to, String(index))
    const points = joint === undefined ? own : [...own.slice(0, -1), ...(ways.get(joint) ?? [])]
    const label = labels[index] ?? []
    const size = labelSize(label)
    return { edge, points, label, labelBox: { ...size, ...cornerOf(center, size) } }
  })
  const { width = 0, height = 0 } = graph.graph()
  return {
    machine,
    x: 0,
    y: 0,
    width: Math.max(width, 2 * MARGIN),
    height: Math.max(height, 2 * MARGIN),
    nodes,
    edges: routeEdges(nodes, found),
  }
}

type Layout = DagreGraph<GraphLabel, NodeLabel, EdgeLabel>

const TRUNK = 'trunk'

const setTrunk = (graph: Layout, { joints, target }: Trunk): void => {
  for (const { id } of joints) graph.setNode(id, { width: 0, height: 0 })
  for (const [index, { id }] of joints.entries())
    graph.setEdge(id, joints[index + 1]?.id ?? target, { width: 0, height: 0, weight: 2 }, TRUNK)
}

/** The points of a trunk from each of its joints to its target. */
const waysAlong = (graph: Layout, { joints, target }: Trunk): [string, readonly Point[]][] => {
  let way: readonly Point[] = []
  return joints.toReversed().map(({ id }, index) => {
    const next = joints[joints.length - index]?.id ?? target
    const { points = [] } = graph.edge(id, next, TRUNK)
    const { x = 0, y = 0 } = graph.node(id)
    way = [{ x, y }, ...points.slice(1, index === 0 ? undefined : -1), ...way]
    return [id, way]
  })
}

const routeEdges = (nodes: readonly NodeBox[], edges: readonly EdgeLine[]): EdgeLine[] => {
  const boxes = new Map(nodes.map((box) => [box.node.id, box]))
  const labels = edges.filter(({ label }) => label.length > 0).map(({ labelBox }) => labelBox)
  const bands = bandsOf([...nodes, ...labels])
  return edges.map((line) => {
    const [from, to] = [boxes.get(line.edge.from), boxes.get(line.edge.to)]
    return from && to ? { ...line, points: routeEdge(line.points, { from, to, bands }) } : line
  })
}

/** The upper left corner of a box of which dagre has the centre. */
const cornerOf = ({ x = 0, y = 0 }: Partial<Point>, { width, height }: Omit<Box, 'x' | 'y'>): Point => ({
  x: x - width / 2,
  y: y - height / 2,
})

const measureNode = (node: GraphNode): NodeBox => {
  if (node.kind !== 'state') {
    return { node, x: 0, y: 0, width: MARK_SIZE, height: MARK_SIZE, title: [], details: [], machines: [] }
  }
  const title = wrapText(node.name, { ...fonts.title, maxWidth: 210, maxLines: 4 })
  const details = detailLines(node).flatMap((line) => wrapText(line, { ...fonts.detail, maxWidth: 210, maxLines: 2 }))
  const inset = node.type === 'Choice' ? CHOICE_INSET : 0
  const textHeight = title.length * fonts.title.lineHeight + details.length * fonts.detail.lineHeight
  const width = 2 * (PADDING + inset) + Math.max(60, widest(title, 'title'), widest(details, 'detail'))
  const header = { width, height: textHeight + 16 }
  const { boxes, ...size } = packBoxes(node.machines.map(layoutGraph).map(withHeader), header)
  return { node, x: 0, y: 0, ...size, title, details, machines: boxes }
}

/** A branch with room for its label over its nodes. */
const withHeader = (box: MachineBox): MachineBox => ({
  ...box,
  width: Math.max(box.width, textWidth(box.machine.label, fonts.label.fontSize) + 2 * PADDING),
  height: box.height + MACHINE_HEADER,
})

const widest = (lines: readonly string[], font: keyof typeof fonts): number =>
  Math.max(0, ...lines.map((line) => textWidth(line, fonts[font].fontSize)))

const labelLines = (label: string): string[] =>
  label === '' ? [] : wrapText(label, { ...fonts.label, maxWidth: 180, maxLines: 3 })

const labelSize = (lines: readonly string[]) =>
  lines.length === 0
    ? { width: 0, height: 0 }
    : { width: widest(lines, 'label') + 8, height: lines.length * fonts.label.lineHeight + 4 }
