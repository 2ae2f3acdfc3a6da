import { useMemo, useState } from 'preact/hooks'
import { showSize } from '../model/format.ts'
import { highlight } from '../model/highlight.ts'

/** More pieces are not coloured: each is an element, and thousands of them block the page. */
const MAX_COLOURED = 2000
/** The part of a long text that is shown at first. */
const MAX_SHOWN = { lines: 300, characters: 20_000 }

/** JSON or a literal as text, with a button that copies it. */
export const CodeView = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const [isWhole, setWhole] = useState(false)
  const shown = useMemo(() => (isWhole ? text : beginning(text)), [text, isWhole])
  const tokens = useMemo(() => highlight(shown, MAX_COLOURED), [shown])
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

const beginning = (text: string): string => {
  let end = -1
  for (let line = 0; line < MAX_SHOWN.lines; line++) {
    end = text.indexOf('\n', end + 1)
    if (end < 0 || end > MAX_SHOWN.characters) return text.slice(0, MAX_SHOWN.characters)
  }
  return text.slice(0, end)
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
