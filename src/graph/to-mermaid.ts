import { withoutControls } from '../without-controls.ts'
import type { Graph, GraphEdge, GraphMachine, GraphNode } from './graph-model.ts'
import type { GraphOptions } from './graph-options.ts'
import { detailLines, type NodeStatus, nodeStatus } from './node-lines.ts'
import { readGraph } from './read-graph.ts'

/**
 * Draws a definition as a flowchart of Mermaid. Parallel and Map states are subgraphs, and the transitions of catchers are dotted.
 * @param definition a literal, or ASL
 * @throws DefinitionError if the definition cannot be translated to ASL; TypeError if it is not an object, or if an option is not valid
 *
 * @example
 * toMermaid(echo).split('\n')[1] // => '  s1["a<br>Pass"]'
 */
export const toMermaid = (definition: unknown, options: GraphOptions = {}): string => {
  const graph = readGraph(definition, options)
  const edges = edgesIn(graph.machine)
  return [
    'flowchart TD',
    ...machineLines(graph.machine, '  '),
    ...edges.map((edge) => `  ${edgeLine(edge)}`),
    ...(graph.hasRun ? runLines(graph, edges) : []),
    '',
  ].join('\n')
}

const machineLines = ({ nodes }: GraphMachine, indent: string): string[] =>
  nodes.flatMap((node) => (isSubgraph(node) ? subgraphLines(node, indent) : [`${indent}${nodeLine(node)}`]))

/** Mermaid cannot draw a transition from an empty subgraph to itself. */
const isSubgraph = ({ machines }: GraphNode): boolean => machines.some(({ nodes }) => nodes.length > 0)

const subgraphLines = (node: GraphNode, indent: string): string[] => [
  `${indent}subgraph ${node.id} [${labelOf(node)}]`,
  ...node.machines.flatMap((machine) =>
    node.machines.length === 1
      ? machineLines(machine, `${indent}  `)
      : [
          `${indent}  subgraph ${machine.id} [${quote([machine.label])}]`,
          ...machineLines(machine, `${indent}    `),
          `${indent}  end`,
        ],
  ),
  `${indent}end`,
]

const nodeLine = (node: GraphNode): string => {
  if (node.kind === 'start') return `${node.id}(( ))`
  if (node.kind === 'end') return `${node.id}((( )))`
  const label = labelOf(node)
  if (node.type === 'Choice') return `${node.id}{{${label}}}`
  return node.type === 'Succeed' || node.type === 'Fail' ? `${node.id}([${label}])` : `${node.id}[${label}]`
}

const labelOf = (node: GraphNode): string => quote([node.name, ...detailLines(node)])

const edgeLine = ({ from, to, kind, label }: GraphEdge): string =>
  `${from} ${kind === 'catch' ? '-.->' : '-->'}${label === '' ? '' : `|${quote([label])}|`} ${to}`

const edgesIn = ({ nodes, edges }: GraphMachine): GraphEdge[] => [
  ...edges,
  ...nodes.flatMap(({ machines }) => machines.flatMap(edgesIn)),
]

const classes: Readonly<Record<NodeStatus, string>> = {
  succeeded: 'fill:#dcfce7,stroke:#16a34a,color:#14532d',
  retried: 'fill:#fef3c7,stroke:#d97706,color:#78350f',
  failed: 'fill:#fee2e2,stroke:#dc2626,color:#7f1d1d',
  unvisited: 'fill:#f8fafc,stroke:#94a3b8,color:#64748b',
}

const runLines = (graph: Graph, edges: readonly GraphEdge[]): string[] => {
  const nodes = nodesIn(graph.machine)
  const taken = edges.flatMap(({ isTaken }, index) => (isTaken ? [index] : []))
  return [
    ...Object.entries(classes).flatMap(([status, style]) => {
      const ids = nodes.filter((node) => nodeStatus(node, true) === status).map(({ id }) => id)
      return ids.length > 0 ? [`  classDef ${status} ${style}`, `  class ${ids.join(',')} ${status}`] : []
    }),
    ...(taken.length > 0 ? [`  linkStyle ${taken.join(',')} stroke:#16a34a,stroke-width:3px`] : []),
  ]
}

const nodesIn = ({ nodes }: GraphMachine): GraphNode[] =>
  nodes.flatMap((node) => [node, ...node.machines.flatMap(nodesIn)])

/** A label in quotes. Characters that Mermaid or HTML read as markup become entities, and control characters spaces. */
const quote = (lines: readonly string[]): string =>
  `"${lines.map((line) => withoutControls(line).replace(markup, entity)).join('<br>')}"`

const markup = /[#"<>&%{}`\\;]/g

const entity = (character: string): string => `#${character.charCodeAt(0)};`
