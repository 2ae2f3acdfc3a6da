import type { StateTest } from '../api/operations.ts'
import { parseOrKeep } from '../model/format.ts'
import { JsonView } from '../parts/code-view.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { Section } from '../parts/section.tsx'
import { Status } from '../parts/status.tsx'

/** The steps of the data flow in their order, as AWS names them. */
const steps: readonly (readonly [key: string, title: string])[] = [
  ['input', 'Input'],
  ['afterInputPath', 'After InputPath'],
  ['afterParameters', 'After Parameters'],
  ['afterArguments', 'Arguments'],
  ['result', 'Result'],
  ['afterResultSelector', 'After ResultSelector'],
  ['afterResultPath', 'After ResultPath'],
  ['variables', 'Variables after'],
]

/** The outcome of a tested state, and the data after each step. */
export const TestResult = ({
  outcome: { status, nextState, output, error, cause, inspectionData },
}: {
  readonly outcome: StateTest
}) => (
  <>
    <p class="bar">
      <Status status={status} />
      {nextState && <span>next: {nextState}</span>}
    </p>
    {error !== undefined && <ErrorView title="Error" error={error} cause={cause} />}
    {output !== undefined && (
      <Section title="Output" isOpen>
        <JsonView value={parseOrKeep(output)} label="Output" />
      </Section>
    )}
    {steps.map(([key, title]) => {
      const value = inspectionData?.[key]
      return (
        typeof value === 'string' && (
          <Section key={key} title={title}>
            <JsonView value={parseOrKeep(value)} label={title} />
          </Section>
        )
      )
    })}
  </>
)
