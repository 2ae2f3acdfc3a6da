import { api, type CountsByStatus, type MapRunDescription } from '../api/operations.ts'
import { usePolled } from '../hooks/use-polled.ts'
import { showDate, showSpan } from '../model/format.ts'
import { type PageProps, routeTo } from '../model/route.ts'
import { Fact } from '../parts/fact.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { Status } from '../parts/status.tsx'
import { ExecutionsList } from './executions-list.tsx'

const POLL_MS = 2000

/** A Map Run: its counts, and its child executions. */
export const MapRunPage = ({ arn, query }: PageProps) => {
  const { value: mapRun, error } = usePolled(arn, (signal) => api.describeMapRun(arn, signal), { everyMs: POLL_MS })
  if (error !== undefined && !mapRun) return <FailureNotice error={error} />
  if (!mapRun) return <p class="loading">Loading…</p>
  return (
    <div class="page full">
      <div class="page-head">
        <h1>Map Run</h1>
        <Status status={mapRun.status} />
        <span class="muted">{showDate(mapRun.startDate)}</span>
        {mapRun.stopDate !== undefined && <span class="muted">{showSpan(mapRun.startDate, mapRun.stopDate)}</span>}
        <a class="button actions" href={routeTo('execution', mapRun.executionArn)}>
          Show its execution
        </a>
      </div>
      <MapRunFacts mapRun={mapRun} />
      <div class="counts">
        <CountsView title="Items" counts={mapRun.itemCounts} />
        <CountsView title="Child executions" counts={mapRun.executionCounts} />
      </div>
      <ExecutionsList owner={{ mapRunArn: arn }} page="map-run" query={query}>
        The Map Run has not started any.
      </ExecutionsList>
    </div>
  )
}

const MapRunFacts = ({ mapRun }: { readonly mapRun: MapRunDescription }) => {
  const { maxConcurrency, toleratedFailurePercentage, toleratedFailureCount } = mapRun
  return (
    <dl class="facts wide">
      <Fact name="Concurrency">{maxConcurrency === 0 ? 'as much as possible' : `at most ${maxConcurrency}`}</Fact>
      <Fact name="Tolerated failures">
        {toleratedFailureCount} items, {toleratedFailurePercentage} %
      </Fact>
    </dl>
  )
}

/** The counts that differ from zero, and a bar of their shares. */
const CountsView = ({ title, counts }: { readonly title: string; readonly counts: CountsByStatus }) => {
  const { total = 0 } = counts
  const shown = parts.filter(([key]) => (counts[key] ?? 0) > 0)
  return (
    <section class="counts-part" aria-label={title}>
      <h2>
        {title} <span class="count">{total}</span>
      </h2>
      <div class="share" aria-hidden="true">
        {shown.map(([key, tone]) => (
          <span class={tone} style={{ width: `${((counts[key] ?? 0) / Math.max(1, total)) * 100}%` }} />
        ))}
      </div>
      <ul>
        {shown.map(([key, tone, word]) => (
          <li>
            <span class={`dot ${tone}`} /> {counts[key]} {word}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The members of the counts, in the order of the bar. `resultsWritten` counts the successful ones again. */
const parts: readonly (readonly [key: string, tone: string, word: string])[] = [
  ['succeeded', 'succeeded', 'succeeded'],
  ['failed', 'failed', 'failed'],
  ['timedOut', 'failed', 'timed out'],
  ['aborted', 'aborted', 'aborted'],
  ['running', 'running', 'running'],
  ['pending', 'pending', 'pending'],
]
