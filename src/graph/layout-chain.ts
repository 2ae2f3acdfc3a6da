import type { GraphMachine } from './graph-model.ts'
import type { EdgeLine, MachineBox, NodeBox } from './layout-graph.ts'

interface ChainSpacing {
  /** Between two nodes. */
  readonly rankSpace: number
  /** Around all of them. */
  readonly margin: number
}

/**
 * Lays out a machine whose states follow one another without another way, as most branches do: one below the other. The layout is the
 * same as for any other machine, in a hundredth of the time.
 * @returns `undefined` if the machine is not a chain
 */
export const layoutChain = (
  machine: GraphMachine,
  sized: readonly NodeBox[],
  { rankSpace, margin }: ChainSpacing,
): MachineBox | undefined => {
  const chain = chainOf(machine, sized)
  if (!chain) return undefined
  const width = 2 * margin + Math.max(...chain.map((box) => box.width))
  const placed = new Map<string, NodeBox>()
  let y = margin
  for (const box of chain) {
    placed.set(box.node.id, { ...box, x: (width - box.width) / 2, y })
    y += box.height + rankSpace
  }
  const nodes = sized.map((box) => placed.get(box.node.id) ?? box)
  const edges = machine.edges.map((edge): EdgeLine => {
    const [from, to] = [placed.get(edge.from), placed.get(edge.to)]
    const x = width / 2
    const points =
      from && to
        ? [
            { x, y: from.y + from.height },
            { x, y: to.y },
          ]
        : []
    return { edge, points, label: [], labelBox: { x: 0, y: 0, width: 0, height: 0 } }
  })
  return { machine, x: 0, y: 0, width, height: y - rankSpace + margin, nodes, edges }
}

/** The nodes in their order, if each is followed by at most one, and all are reached from the first. */
const chainOf = ({ edges }: GraphMachine, sized: readonly NodeBox[]): NodeBox[] | undefined => {
  if (sized.length === 0 || edges.length !== sized.length - 1 || edges.some(({ label }) => label !== ''))
    return undefined
  const next = new Map(edges.map(({ from, to }) => [from, to]))
  const entered = new Set(edges.map(({ to }) => to))
  const boxes = new Map(sized.map((box) => [box.node.id, box]))
  const chain: NodeBox[] = []
  let box = sized.find(({ node }) => !entered.has(node.id))
  while (box && chain.length < sized.length) {
    chain.push(box)
    box = boxes.get(next.get(box.node.id) ?? '')
  }
  return chain.length === sized.length ? chain : undefined
}
