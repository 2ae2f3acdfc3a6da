import { withoutControls } from '../without-controls.ts'
import type { GraphEdge, GraphMachine, GraphNode } from './graph-model.ts'
import type { GraphOptions } from './graph-options.ts'
import { detailLines, type NodeStatus, nodeStatus } from './node-lines.ts'
import { readGraph } from './read-graph.ts'

/**
 * Draws a definition in the DOT language of Graphviz. Parallel and Map states are clusters, and the transitions of catchers are dashed.
 * @param definition a literal, or ASL
 * @throws DefinitionError if the definition cannot be translated to ASL; TypeError if it is not an object, or if an option is not valid
 *
 * @example
 * toDot(echo).includes('s1 [label="a\\nPass", shape=box]') // => true
 */
export const toDot = (definition: unknown, options: GraphOptions = {}): string => {
  const { machine, hasRun } = readGraph(definition, options)
  return [
    'digraph {',
    '  compound=true',
    '  node [style="rounded,filled", fillcolor="#f8fafc", color="#64748b", fontname="Helvetica", fontsize=12]',
    '  edge [color="#64748b", fontname="Helvetica", fontsize=10]',
    ...new DotWriter(hasRun).machine(machine, '  '),
    '}',
    '',
  ].join('\n')
}

class DotWriter {
  readonly #hasRun: boolean

  constructor(hasRun: boolean) {
    this.#hasRun = hasRun
  }

  machine({ nodes, edges }: GraphMachine, indent: string): string[] {
    const clusters = new Set(nodes.filter(isCluster).map(({ id }) => id))
    return [
      ...nodes.flatMap((node) => (isCluster(node) ? this.#cluster(node, indent) : [`${indent}${this.#node(node)}`])),
      ...edges.map((edge) => `${indent}${this.#edge(edge, clusters)}`),
    ]
  }

  /** An edge of DOT ends at nodes only, so a cluster has an invisible node before and after its machines. */
  #cluster(node: GraphNode, indent: string): string[] {
    const inner = `${indent}  `
    return [
      `${indent}subgraph cluster_${node.id} {`,
      `${inner}${attributes({ label: labelOf(node), style: 'rounded', ...this.#statusOf(node) }, '; ')}`,
      `${inner}${node.id} ${point}`,
      ...node.machines.flatMap((machine) => [
        `${inner}subgraph cluster_${machine.id} {`,
        `${inner}  ${attributes({ label: quote([machine.label]), style: 'dashed', color: quote(['#94a3b8']) }, '; ')}`,
        ...this.machine(machine, `${inner}  `),
        `${inner}}`,
        ...firstsOf(machine).map((id) => `${inner}${node.id} -> ${id} [style=invis]`),
        ...lastsOf(machine).map((id) => `${inner}${id} -> ${node.id}after [style=invis]`),
      ]),
      `${inner}${node.id}after ${point}`,
      `${indent}}`,
    ]
  }

  #node(node: GraphNode): string {
    if (node.kind === 'start') return `${node.id} [label="", shape=circle, width=0.2, fillcolor="#64748b"]`
    if (node.kind === 'end') return `${node.id} [label="", shape=doublecircle, width=0.15]`
    return `${node.id} [${attributes({ label: labelOf(node), shape: shapes.get(node.type) ?? 'box', ...this.#statusOf(node) }, ', ')}]`
  }

  #edge({ from, to, kind, label, isTaken }: GraphEdge, clusters: ReadonlySet<string>): string {
    const given = attributes(
      {
        ...(label !== '' && { label: quote([label]) }),
        ...(kind === 'catch' && { style: 'dashed' }),
        ...(clusters.has(from) && { ltail: `cluster_${from}` }),
        ...(clusters.has(to) && { lhead: `cluster_${to}` }),
        ...(this.#hasRun && isTaken && { color: quote(['#16a34a']), penwidth: '2' }),
      },
      ', ',
    )
    return `${from}${clusters.has(from) ? 'after' : ''} -> ${to}${given === '' ? '' : ` [${given}]`}`
  }

  #statusOf(node: GraphNode): Record<string, string> {
    const status = nodeStatus(node, this.#hasRun)
    return status ? { color: quote([colors[status]]) } : {}
  }
}

const point = '[shape=point, style=invis]'

const shapes: ReadonlyMap<string, string> = new Map([['Choice', 'hexagon']])

const colors: Readonly<Record<NodeStatus, string>> = {
  succeeded: '#16a34a',
  retried: '#d97706',
  failed: '#dc2626',
  unvisited: '#cbd5e1',
}

const isCluster = ({ machines }: GraphNode): boolean => machines.length > 0

/** The nodes at which edges into a machine end: its start. */
const firstsOf = ({ nodes }: GraphMachine): string[] => nodes.filter(({ kind }) => kind === 'start').map(({ id }) => id)

/** The nodes at which edges out of a machine begin: those without a transition. */
const lastsOf = ({ nodes, edges }: GraphMachine): string[] => {
  const left = new Set(edges.map(({ from }) => from))
  return nodes
    .filter(({ id, kind }) => kind === 'state' && !left.has(id))
    .map((node) => (isCluster(node) ? `${node.id}after` : node.id))
}

const labelOf = (node: GraphNode): string => quote([node.name, ...detailLines(node)])

const attributes = (given: Readonly<Record<string, string>>, separator: string): string =>
  Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join(separator)

/** A string in quotes. Graphviz reads a backslash and an HTML entity in a label as markup. */
const quote = (lines: readonly string[]): string =>
  `"${lines.map((line) => withoutControls(line).replace(/[\\"]/g, '\\$&').replaceAll('&', '&amp;')).join('\\n')}"`
