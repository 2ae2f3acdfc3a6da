import type { GraphEdge, GraphMachine } from './graph-model.ts'

/** The transitions to one node that come from many ranks: they join one line, so that they do not run side by side. */
export interface Trunk {
  readonly target: string
  /** In their order along the line. */
  readonly joints: readonly Joint[]
}

/** The point of a trunk at which transitions join it. */
export interface Joint {
  readonly id: string
  /** The indexes of the transitions in the machine. */
  readonly edges: readonly number[]
}

/** Fewer joints than these are not worth a trunk. */
const FEWEST_JOINTS = 5

/** Finds the trunks of a machine. Their targets have no transitions of their own, so that a trunk never closes a cycle. */
export const findTrunks = ({ nodes, edges }: GraphMachine): Trunk[] => {
  const left = new Set(edges.map(({ from }) => from))
  const distances = distancesFrom(nodes.find(({ kind }) => kind === 'start')?.id, edges)
  return nodes.flatMap(({ id: target }) => {
    if (left.has(target)) return []
    const byDistance = new Map<number, number[]>()
    for (const [index, { from, to }] of edges.entries()) {
      const distance = distances.get(from)
      if (to !== target || distance === undefined) continue
      byDistance.set(distance, [...(byDistance.get(distance) ?? []), index])
    }
    if (byDistance.size < FEWEST_JOINTS) return []
    const ordered = [...byDistance].sort(([a], [b]) => a - b)
    return [
      { target, joints: ordered.map(([distance, joined]) => ({ id: `${target}joint${distance}`, edges: joined })) },
    ]
  })
}

/** The number of transitions from a node to each node that can follow it. */
const distancesFrom = (start: string | undefined, edges: readonly GraphEdge[]): ReadonlyMap<string, number> => {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  const distances = new Map<string, number>()
  let reached = start === undefined ? [] : [start]
  for (let distance = 0; reached.length > 0; distance++) {
    for (const id of reached) distances.set(id, distance)
    reached = [...new Set(reached.flatMap((id) => next.get(id) ?? []))].filter((id) => !distances.has(id))
  }
  return distances
}
