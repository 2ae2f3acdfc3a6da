import { useMemo, useState } from 'preact/hooks'
import { statesByName } from '../model/states-by-name.ts'
import { Empty } from '../parts/notice.tsx'
import type { GraphViewProps } from './graph-view.tsx'
import { useDefinitionCode } from './use-definition-code.ts'

/** The layout of more states takes a second and more, during which the page does not react. */
const MANY = 300

/** The graph of a definition, as soon as its code is loaded; a very large one only after a click of the user. */
export const GraphPane = (props: GraphViewProps) => {
  const code = useDefinitionCode()
  const count = useMemo(() => statesByName(props.definition).size, [props.definition])
  const [isAsked, setAsked] = useState(false)
  if (count > MANY && !isAsked) {
    return (
      <Empty title={`${count} states`}>
        <p>The layout of their graph takes a while.</p>
        <button type="button" onClick={() => setAsked(true)}>
          Draw the graph
        </button>
      </Empty>
    )
  }
  return code ? <code.GraphView {...props} /> : <p class="loading">Loading…</p>
}
