import { routeTo } from '../model/route.ts'
import { JsonView } from '../parts/code-view.tsx'
import { Section } from '../parts/section.tsx'

interface UnvisitedPanelProps {
  readonly name: string
  /** The fields of the state in ASL. */
  readonly fields: unknown
  readonly machineArn: string
}

/** A state that the execution has not visited. */
export const UnvisitedPanel = ({ name, fields, machineArn }: UnvisitedPanelProps) => (
  <div class="panel">
    <header class="panel-head">
      <h2>{name}</h2>
      <a class="button small" href={routeTo('test', machineArn, { state: name })}>
        Try this state
      </a>
    </header>
    <p class="hint">The execution has not visited this state.</p>
    <Section title="Definition of the state" isOpen>
      <JsonView value={fields ?? null} label="definition of the state" />
    </Section>
  </div>
)
