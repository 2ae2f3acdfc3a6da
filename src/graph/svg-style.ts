/** A colour in a light and in a dark graph. */
type Color = readonly [light: string, dark: string]

/** The colours of one kind of node. */
interface NodeColors {
  readonly stroke: Color
  readonly fill: Color
  readonly text: Color
}

const background: Color = ['#ffffff', '#0d1117']
const text: Color = ['#0f172a', '#e6edf3']
const muted: Color = ['#475569', '#9aa7b8']
const line: Color = ['#64748b', '#8b98a9']
const branch: Color = ['#cbd5e1', '#3d4757']

const succeeded: NodeColors = {
  stroke: ['#16a34a', '#2ea043'],
  fill: ['#dcfce7', '#0f2d1a'],
  text: ['#14532d', '#b7f0c4'],
}

/** The kinds of nodes by their classes; the last one that a node has counts. */
const nodes: Readonly<Record<string, NodeColors>> = {
  plain: { stroke: ['#94a3b8', '#5b6878'], fill: ['#f8fafc', '#161b22'], text },
  Task: { stroke: ['#3b82f6', '#4c8dff'], fill: ['#eff6ff', '#10233f'], text },
  Choice: { stroke: ['#d97706', '#d29922'], fill: ['#fffbeb', '#2b2111'], text },
  container: { stroke: ['#8b5cf6', '#8b6fd6'], fill: ['#faf8ff', '#15131f'], text },
  succeeded,
  retried: { stroke: ['#d97706', '#d29922'], fill: ['#fef3c7', '#33270d'], text: ['#78350f', '#f2d9a0'] },
  failed: { stroke: ['#dc2626', '#f85149'], fill: ['#fee2e2', '#3a1418'], text: ['#7f1d1d', '#ffc9c4'] },
  unvisited: { stroke: branch, fill: background, text: muted },
}

/** The rules of a light (0) or a dark (1) graph. */
const rules = (theme: 0 | 1): string =>
  [
    `.sg .background{fill:${background[theme]}}`,
    `.sg .edge{stroke:${line[theme]}}.sg .head{fill:${line[theme]}}.sg .label{fill:${muted[theme]}}`,
    `.sg .halo{fill:${background[theme]}}.sg .branch{stroke:${branch[theme]};fill:${background[theme]}}`,
    `.sg .mark{stroke:${line[theme]}}.sg .dot{fill:${line[theme]}}`,
    ...Object.entries(nodes).map(
      ([name, { stroke, fill, text }]) =>
        `.sg .${name}>.shape{stroke:${stroke[theme]};fill:${fill[theme]}}.sg .${name}>text{fill:${text[theme]}}`,
    ),
    `.sg .taken>.edge{stroke:${succeeded.stroke[theme]}}.sg .taken>.head{fill:${succeeded.stroke[theme]}}`,
  ].join('')

const shared = [
  '.sg text{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;text-anchor:middle}',
  '.sg .title{font-size:13px;font-weight:500}.sg .detail{font-size:11px;opacity:.8}.sg .label{font-size:11px}',
  '.sg .shape{stroke-width:1.25}.sg .branch{stroke-dasharray:3 3}.sg .mark{fill:none;stroke-width:1.5}',
  '.sg .edge{fill:none;stroke-width:1.25}.sg .catch>.edge{stroke-dasharray:5 4}',
  '.sg .taken>.edge{stroke-width:2.25}.sg .succeeded>.shape,.sg .retried>.shape,.sg .failed>.shape{stroke-width:2}',
].join('')

/** The style of a graph: light, and dark if the viewer prefers it. Every rule applies inside of `.sg` only. */
export const svgStyle = `${shared}${rules(0)}@media (prefers-color-scheme:dark){${rules(1)}}`
