import type { SpanStatus } from '../../../timeline/timeline-span.ts'
import type { ListedStatus } from '../api/operations.ts'

const words: Readonly<Record<string, readonly [tone: string, word: string]>> = {
  RUNNING: ['running', 'Running'],
  SUCCEEDED: ['succeeded', 'Succeeded'],
  FAILED: ['failed', 'Failed'],
  TIMED_OUT: ['failed', 'Timed out'],
  ABORTED: ['aborted', 'Aborted'],
  PENDING_REDRIVE: ['aborted', 'Pending redrive'],
  RETRIABLE: ['caught', 'Would be retried'],
  CAUGHT_ERROR: ['caught', 'Caught'],
  running: ['running', 'Running'],
  succeeded: ['succeeded', 'Succeeded'],
  failed: ['failed', 'Failed'],
  caught: ['caught', 'Caught'],
  aborted: ['aborted', 'Aborted'],
}

/** A status, as a coloured mark with its word. */
export const Status = ({ status }: { readonly status: ListedStatus | SpanStatus | string }) => {
  const [tone, word] = (Object.hasOwn(words, status) && words[status]) || ['aborted', status]
  return (
    <span class={`status ${tone}`}>
      <StatusMark tone={tone} />
      {word}
    </span>
  )
}

const shapes: Readonly<Record<string, string>> = {
  succeeded: 'M5 8.2l2.1 2.1L11 6.2',
  failed: 'M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  aborted: 'M5 8h6',
  caught: 'M8 4.6v4.2M8 10.9v.3',
}

/** The mark of a status alone. */
export const StatusMark = ({ tone }: { readonly tone: string }) => (
  <svg class={`mark ${tone}`} viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="6.2" />
    {shapes[tone] && <path d={shapes[tone]} />}
  </svg>
)
