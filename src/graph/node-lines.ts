import { showDuration } from '../show-duration.ts'
import type { GraphNode } from './graph-model.ts'
import type { VisitSummary } from './run-summary.ts'

/** The lines under the name of a state: its details, and the visits of a run. */
export const detailLines = ({ details, visits }: GraphNode): string[] =>
  visits ? [...details, visitLine(visits)] : [...details]

const visitLine = ({ count, failed, retries, duration }: VisitSummary): string =>
  [
    ...(count > 1 ? [`${count} visits`] : []),
    ...(retries > 0 ? [`${retries} ${retries === 1 ? 'retry' : 'retries'}`] : []),
    ...(failed > 0 ? [count > 1 ? `${failed} failed` : 'failed'] : []),
    count > 1 ? `${showDuration(duration / count)} each` : showDuration(duration),
  ].join(', ')

/** The outcome of the visits of a state. */
export type NodeStatus = 'succeeded' | 'failed' | 'retried' | 'unvisited'

/** The status of a state in a graph with a run; `undefined` for marks, and in a graph without a run. */
export const nodeStatus = ({ kind, visits }: GraphNode, hasRun: boolean): NodeStatus | undefined => {
  if (!hasRun || kind !== 'state') return undefined
  if (!visits) return 'unvisited'
  if (visits.failed > 0) return 'failed'
  return visits.retries > 0 ? 'retried' : 'succeeded'
}
