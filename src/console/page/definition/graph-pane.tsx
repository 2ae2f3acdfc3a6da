import type { GraphViewProps } from './graph-view.tsx'
import { useDefinitionCode } from './use-definition-code.ts'

/** The graph of a definition, as soon as its code is loaded. */
export const GraphPane = (props: GraphViewProps) => {
  const code = useDefinitionCode()
  return code ? <code.GraphView {...props} /> : <p class="loading">Loading…</p>
}
