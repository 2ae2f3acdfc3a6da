export type { GraphOptions, GraphRun, GraphVisit } from './graph/graph-options.ts'
export { toDot } from './graph/to-dot.ts'
export { toMermaid } from './graph/to-mermaid.ts'
export { toSvg } from './graph/to-svg.ts'
