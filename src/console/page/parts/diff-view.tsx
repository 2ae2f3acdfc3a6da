import { useMemo } from 'preact/hooks'
import { lineDiff } from '../model/line-diff.ts'
import { Section } from './section.tsx'

interface DiffViewProps {
  readonly title: string
  readonly left: unknown
  readonly right: unknown
}

const signs = { both: ' ', left: '−', right: '+' } as const

/** Two JSON values, compared line by line. */
export const DiffView = ({ title, left, right }: DiffViewProps) => {
  const lines = useMemo(() => lineDiff(textOf(left), textOf(right)), [left, right])
  const isSame = lines.every(({ side }) => side === 'both')
  return (
    <Section title={`${title[0]?.toUpperCase()}${title.slice(1)}${isSame ? ' (same)' : ''}`} isOpen={!isSame}>
      <pre class="diff" tabIndex={0} role="group" aria-label={`Difference of ${title}`}>
        {lines.map(({ side, text }) => (
          <span class={`diff-${side}`}>
            {signs[side]} {text}
            {'\n'}
          </span>
        ))}
      </pre>
    </Section>
  )
}

const textOf = (value: unknown): string => JSON.stringify(value, null, 2) ?? ''
