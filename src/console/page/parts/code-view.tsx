import { useMemo, useState } from 'preact/hooks'
import { showSize } from '../model/format.ts'
import { highlight } from '../model/highlight.ts'

/** Longer strings are not coloured: each piece is an element. */
const MAX_COLOURED = 40_000
/** The number of characters of a long string that are shown at first. */
const MAX_SHOWN = 50_000

/** JSON or a literal as text, with a button that copies it. */
export const CodeView = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? text : text.slice(0, MAX_SHOWN)
  const tokens = useMemo(
    () => (shown.length > MAX_COLOURED ? [{ kind: 'plain', text: shown }] : highlight(shown)),
    [shown],
  )
  return (
    <div class="code">
      <CopyButton text={text} label={label} />
      <pre tabIndex={0} role="group" aria-label={label}>
        {tokens.map((token) =>
          token.kind === 'plain' ? token.text : <span class={`token-${token.kind}`}>{token.text}</span>,
        )}
      </pre>
      {shown.length < text.length && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {showSize(text.length)}
        </button>
      )}
    </div>
  )
}

const CopyButton = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <button type="button" class="copy" aria-label={`Copy ${label}`} onClick={() => void copy().catch(() => {})}>
      {isCopied ? 'Copied' : 'Copy'}
    </button>
  )
}

/** A JSON value, indented. */
export const JsonView = ({ value, label }: { readonly value: unknown; readonly label: string }) => {
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? '', [value])
  return <CodeView text={text} label={label} />
}
