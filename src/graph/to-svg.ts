import { withoutControls } from '../without-controls.ts'
import { arrowHead, choiceCorners, edgePath, decimal as n } from './edge-path.ts'
import type { GraphOptions } from './graph-options.ts'
import { type EdgeLine, fonts, layoutGraph, MACHINE_HEADER, type MachineBox, type NodeBox } from './layout-graph.ts'
import { nodeStatus } from './node-lines.ts'
import { readGraph } from './read-graph.ts'
import { svgStyle } from './svg-style.ts'

/**
 * Draws a definition as an SVG document, which is light or dark as its viewer prefers. Parallel and Map states are boxes around their
 * states, and the transitions of catchers are dashed.
 * @param definition a literal, or ASL
 * @throws DefinitionError if the definition cannot be translated to ASL; TypeError if it is not an object, or if an option is not valid
 *
 * @example
 * const svg = toSvg(echo)
 * const withRun = toSvg(echo, { run: await simulate(echo) })
 */
export const toSvg = (definition: unknown, options: GraphOptions = {}): string => {
  const { machine, hasRun } = readGraph(definition, options)
  const box = layoutGraph(machine)
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="sg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${escaped(svgStyle)}</style>`,
    '<rect class="background" width="100%" height="100%" rx="6"/>',
    drawMachine(box, hasRun),
    '</svg>\n',
  ].join('')
}

/** The nodes are over the transitions, and the labels over both. */
const drawMachine = ({ nodes, edges }: MachineBox, hasRun: boolean): string =>
  [...edges.map(drawEdge), ...nodes.map((box) => drawNode(box, hasRun)), ...edges.map(drawLabel)].join('')

const drawNode = (box: NodeBox, hasRun: boolean): string => {
  const { node, x, y, width, height } = box
  if (node.kind !== 'state') return drawMark(box)
  const classes = [
    node.machines.length > 0 ? 'container' : (ownClass.get(node.type) ?? 'plain'),
    nodeStatus(node, hasRun),
  ]
  const tooltip = [node.name, node.type, ...node.details].join('\n')
  return [
    `<g class="${classes.filter(Boolean).join(' ')}" transform="translate(${n(x)},${n(y)})">`,
    `<title>${tooltip.split('\n').map(escaped).join('\n')}</title>`,
    shapeOf(node.type, width, height),
    drawText(box),
    ...box.machines.map((machine) => drawBranch(machine, hasRun)),
    '</g>',
  ].join('')
}

const ownClass: ReadonlyMap<string, string> = new Map([
  ['Task', 'Task'],
  ['Choice', 'Choice'],
])

const shapeOf = (type: string, width: number, height: number): string => {
  if (type !== 'Choice') {
    const radius = type === 'Succeed' || type === 'Fail' ? height / 2 : 6
    return `<rect class="shape" width="${n(width)}" height="${n(height)}" rx="${n(radius)}"/>`
  }
  return `<polygon class="shape" points="${choiceCorners(width, height)}"/>`
}

const drawText = ({ title, details, width }: NodeBox): string => {
  let y = 8
  const line = (text: string, font: 'title' | 'detail'): string => {
    const { fontSize, lineHeight } = fonts[font]
    y += lineHeight
    return `<text class="${font}" x="${n(width / 2)}" y="${n(y - (lineHeight - fontSize))}">${escaped(text)}</text>`
  }
  return [...title.map((text) => line(text, 'title')), ...details.map((text) => line(text, 'detail'))].join('')
}

const drawBranch = (box: MachineBox, hasRun: boolean): string =>
  [
    `<g transform="translate(${n(box.x)},${n(box.y)})">`,
    `<rect class="branch" width="${n(box.width)}" height="${n(box.height)}" rx="4"/>`,
    `<text class="label" x="${n(box.width / 2)}" y="15">${escaped(box.machine.label)}</text>`,
    `<g transform="translate(0,${MACHINE_HEADER})">${drawMachine(box, hasRun)}</g>`,
    '</g>',
  ].join('')

const drawMark = ({ node, x, y, width }: NodeBox): string => {
  const radius = width / 2
  const at = `cx="${n(x + radius)}" cy="${n(y + radius)}"`
  const dot = `<circle class="dot" ${at} r="${n(radius - 3)}"/>`
  return node.kind === 'start' ? dot : `${dot}<circle class="mark" ${at} r="${n(radius - 1)}"/>`
}

const drawEdge = ({ edge, points }: EdgeLine): string => {
  const classes = [edge.kind, edge.isTaken ? 'taken' : ''].filter(Boolean).join(' ')
  const head = arrowHead(points)
  return `<g class="${classes}"><path class="edge" d="${edgePath(points)}"/>${head && `<polygon class="head" points="${head}"/>`}</g>`
}

const drawLabel = ({ edge, label, labelBox: { x, y, width, height } }: EdgeLine): string => {
  if (label.length === 0) return ''
  const { fontSize, lineHeight } = fonts.label
  const lines = label.map((text, index) => {
    const baseline = y + 2 + (index + 1) * lineHeight - (lineHeight - fontSize)
    return `<text class="label" x="${n(x + width / 2)}" y="${n(baseline)}">${escaped(text)}</text>`
  })
  const halo = `<rect class="halo" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="3" opacity="0.85"/>`
  return `<g><title>${escaped(edge.label)}</title>${halo}${lines.join('')}</g>`
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

/** Text in XML. */
const escaped = (text: string): string =>
  withoutControls(text).replace(/[&<>"]/g, (character) => entities.get(character) ?? character)
