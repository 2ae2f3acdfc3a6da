import { useState } from 'preact/hooks'
import { api, type MachineItem } from '../api/operations.ts'
import { serverFacts } from '../api/server-facts.ts'
import { usePolled } from '../hooks/use-polled.ts'
import { showDate } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import { FilterField } from '../parts/filter-field.tsx'
import { Empty, FailureNotice } from '../parts/notice.tsx'

/** All state machines. */
export const MachinesPage = () => {
  const { value, error } = usePolled('machines', listAll, { everyMs: serverFacts.kind === 'aws' ? 30_000 : 3000 })
  const [filter, setFilter] = useState('')
  const shown = value?.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))
  return (
    <div class="page">
      <div class="page-head">
        <h1>State machines</h1>
        {value && <span class="count">{value.length}</span>}
        <FilterField label="Filter by name" value={filter} onChange={setFilter} />
      </div>
      {error !== undefined && <FailureNotice error={error} />}
      {value === undefined && error === undefined && <p class="loading">Loading…</p>}
      {value?.length === 0 && <NoMachines />}
      {value && value.length > 0 && shown?.length === 0 && <Empty title={`No name contains "${filter}"`} />}
      {shown && shown.length > 0 && <MachineTable machines={shown} />}
    </div>
  )
}

/** More than this number is not useful in one table. */
const MAX_MACHINES = 5000

const listAll = async (signal: AbortSignal): Promise<readonly MachineItem[]> => {
  const found: MachineItem[] = []
  let nextToken: string | undefined
  do {
    const page = await api.listMachines(nextToken === undefined ? {} : { nextToken }, signal)
    found.push(...page.stateMachines)
    nextToken = page.nextToken
  } while (nextToken !== undefined && found.length < MAX_MACHINES)
  return found
}

const MachineTable = ({ machines }: { readonly machines: readonly MachineItem[] }) => (
  <table class="table">
    <thead>
      <tr>
        <th>Name</th>
        <th>Type</th>
        <th>Created</th>
      </tr>
    </thead>
    <tbody>
      {machines.map(({ stateMachineArn, name, type, creationDate }) => (
        <tr key={stateMachineArn}>
          <td>
            <a href={routeTo('machine', stateMachineArn)}>{name}</a>
          </td>
          <td>{type === 'EXPRESS' ? 'Express' : 'Standard'}</td>
          <td>{showDate(creationDate)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

const NoMachines = () => (
  <Empty title={`No state machines in ${serverFacts.region}`}>
    {serverFacts.kind === 'aws' ? (
      <p>Deploy one with “stepwise deploy”, or choose another region with AWS_REGION.</p>
    ) : (
      <p>
        Start the server with a file that exports a definition, such as “stepwise local examples/orders.ts”, or create a
        state machine with any client of this server. It appears here.
      </p>
    )}
  </Empty>
)
