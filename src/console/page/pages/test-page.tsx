import { api, type MachineDescription } from '../api/operations.ts'
import { useHistory } from '../execution/use-history.ts'
import { usePolled } from '../hooks/use-polled.ts'
import type { PageProps } from '../model/route.ts'
import { variablesBefore } from '../model/variables-before.ts'
import { FailureNotice } from '../parts/notice.tsx'
import { StateForm } from './state-form.tsx'

/** Tries one state alone (TestState), with an input of its own or that of a visit. */
export const TestPage = ({ arn, query }: PageProps) => {
  const { value: machine, error } = usePolled(arn, (signal) => api.describeMachine(arn, signal))
  const [from, event] = [query.get('from'), Number(query.get('event'))]
  if (error !== undefined) return <FailureNotice error={error} />
  if (!machine) return <p class="loading">Loading…</p>
  const state = query.get('state') ?? ''
  return (
    <div class="page full">
      <div class="page-head">
        <h1>Try a state</h1>
        <span class="muted">The state runs alone; no execution is started.</span>
      </div>
      {from && event > 0 ? (
        <TestOfVisit machine={machine} state={state} executionArn={from} event={event} />
      ) : (
        <StateForm machine={machine} state={state} input={{}} variables={{}} />
      )}
    </div>
  )
}

interface TestOfVisitProps {
  readonly machine: MachineDescription
  readonly state: string
  readonly executionArn: string
  readonly event: number
}

const TestOfVisit = ({ machine, state, executionArn, event }: TestOfVisitProps) => {
  const { timeline, error, isComplete } = useHistory(executionArn)
  const visit = timeline.stateOf(event)
  if (error !== undefined) return <FailureNotice error={error} />
  if (!visit && !isComplete) return <p class="loading">Loading…</p>
  const variables = visit ? variablesBefore(visit) : {}
  return <StateForm machine={machine} state={state} input={visit?.input ?? {}} variables={variables} />
}
