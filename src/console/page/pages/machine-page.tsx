import { useState } from 'preact/hooks'
import { StartDialog } from '../actions/start-dialog.tsx'
import { api, type MachineDescription } from '../api/operations.ts'
import { DefinitionView } from '../definition/definition-view.tsx'
import { usePolled } from '../hooks/use-polled.ts'
import { replaceRoute } from '../hooks/use-route.ts'
import { showDate } from '../model/format.ts'
import { type PageProps, routeTo } from '../model/route.ts'
import { FailureNotice, Notice } from '../parts/notice.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { ExecutionsList } from './executions-list.tsx'

const tabs = [
  { name: 'executions', label: 'Executions' },
  { name: 'definition', label: 'Definition' },
] as const

/** A state machine: its executions and its definition. */
export const MachinePage = ({ arn, query }: PageProps) => {
  const { value: machine, error } = usePolled(arn, (signal) => api.describeMachine(arn, signal))
  const [isStarting, setStarting] = useState(false)
  if (error !== undefined) return <FailureNotice error={error} />
  if (!machine) return <p class="loading">Loading…</p>
  const tab = query.get('tab') === 'definition' ? 'definition' : 'executions'
  return (
    <div class="page full">
      <div class="page-head">
        <h1>{machine.name}</h1>
        <span class="muted">{machine.type === 'EXPRESS' ? 'Express' : 'Standard'}</span>
        <span class="muted">created {showDate(machine.creationDate)}</span>
        <div class="actions">
          <a class="button" href={routeTo('test', arn)}>
            Try a state
          </a>
          <button type="button" class="primary" onClick={() => setStarting(true)}>
            Start execution
          </button>
        </div>
      </div>
      {machine.description && <p class="muted">{machine.description}</p>}
      <Tabs
        label="Parts of the state machine"
        tabs={tabs}
        active={tab}
        onSelect={(name) => replaceRoute(routeTo('machine', arn, { tab: name === 'executions' ? '' : name }))}
      />
      {tab === 'definition' ? (
        <DefinitionView machine={machine} />
      ) : (
        <MachineExecutions machine={machine} query={query} onStart={() => setStarting(true)} />
      )}
      {isStarting && <StartDialog machine={machine} onClose={() => setStarting(false)} />}
    </div>
  )
}

interface MachineExecutionsProps {
  readonly machine: MachineDescription
  readonly query: URLSearchParams
  readonly onStart: () => void
}

const MachineExecutions = ({ machine, query, onStart }: MachineExecutionsProps) =>
  machine.type === 'EXPRESS' ? (
    <Notice title="Step Functions keeps no executions of Express state machines.">
      <p>An execution that is started here shows its result at once. Log events have more: “stepwise local --logs”.</p>
      <button type="button" onClick={onStart}>
        Start execution
      </button>
    </Notice>
  ) : (
    <ExecutionsList owner={{ stateMachineArn: machine.stateMachineArn }} page="machine" query={query}>
      <p>None has been started yet.</p>
      <button type="button" class="primary" onClick={onStart}>
        Start execution
      </button>
    </ExecutionsList>
  )
