/** The colours of one kind of node: its border, its surface and its text. */
type Colors = readonly [stroke: string, fill: string, text: string]

interface Theme {
  readonly background: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly branch: string
  readonly plain: Colors
  readonly Task: Colors
  readonly Choice: Colors
  readonly container: Colors
  readonly succeeded: Colors
  readonly retried: Colors
  readonly failed: Colors
}

const light: Theme = {
  background: '#ffffff',
  text: '#0f172a',
  muted: '#475569',
  line: '#64748b',
  branch: '#cbd5e1',
  plain: ['#94a3b8', '#f8fafc', '#0f172a'],
  Task: ['#3b82f6', '#eff6ff', '#0f172a'],
  Choice: ['#d97706', '#fffbeb', '#0f172a'],
  container: ['#8b5cf6', '#faf8ff', '#0f172a'],
  succeeded: ['#16a34a', '#dcfce7', '#14532d'],
  retried: ['#d97706', '#fef3c7', '#78350f'],
  failed: ['#dc2626', '#fee2e2', '#7f1d1d'],
}

const dark: Theme = {
  background: '#0d1117',
  text: '#e6edf3',
  muted: '#9aa7b8',
  line: '#8b98a9',
  branch: '#3d4757',
  plain: ['#5b6878', '#161b22', '#e6edf3'],
  Task: ['#4c8dff', '#10233f', '#e6edf3'],
  Choice: ['#d29922', '#2b2111', '#e6edf3'],
  container: ['#8b6fd6', '#15131f', '#e6edf3'],
  succeeded: ['#2ea043', '#0f2d1a', '#b7f0c4'],
  retried: ['#d29922', '#33270d', '#f2d9a0'],
  failed: ['#f85149', '#3a1418', '#ffc9c4'],
}

const rules = (theme: Theme): string => {
  const shapes = (['plain', 'Task', 'Choice', 'container', 'succeeded', 'retried', 'failed'] as const).map((name) => {
    const [stroke, fill, text] = theme[name]
    return `.sg .${name}>.shape{stroke:${stroke};fill:${fill}}.sg .${name}>text{fill:${text}}`
  })
  return [
    `.sg .background{fill:${theme.background}}`,
    `.sg .edge{stroke:${theme.line}}.sg .head{fill:${theme.line}}.sg .label{fill:${theme.muted}}`,
    `.sg .halo{fill:${theme.background}}.sg .branch{stroke:${theme.branch};fill:${theme.background}}`,
    `.sg .mark{stroke:${theme.line}}.sg .dot{fill:${theme.line}}`,
    ...shapes,
    `.sg .unvisited>.shape{stroke:${theme.branch};fill:${theme.background}}.sg .unvisited>text{fill:${theme.muted}}`,
    `.sg .taken>.edge{stroke:${theme.succeeded[0]}}.sg .taken>.head{fill:${theme.succeeded[0]}}`,
  ].join('')
}

const shared = [
  '.sg text{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;text-anchor:middle}',
  '.sg .title{font-size:13px;font-weight:500}.sg .detail{font-size:11px;opacity:.8}.sg .label{font-size:11px}',
  '.sg .shape{stroke-width:1.25}.sg .branch{stroke-dasharray:3 3}.sg .mark{fill:none;stroke-width:1.5}',
  '.sg .edge{fill:none;stroke-width:1.25}.sg .catch>.edge{stroke-dasharray:5 4}',
  '.sg .taken>.edge{stroke-width:2.25}.sg .succeeded>.shape,.sg .retried>.shape,.sg .failed>.shape{stroke-width:2}',
].join('')

/** The style of a graph: light, and dark if the viewer prefers it. Every rule applies inside of `.sg` only. */
export const svgStyle = `${shared}${rules(light)}@media (prefers-color-scheme:dark){${rules(dark)}}`
