import { useId } from 'preact/hooks'
import { jsonSyntaxError } from '../../../json-syntax-error.ts'

interface JsonEditorProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly rows?: number
}

/** True if a string is JSON. */
export const isJsonText = (text: string): boolean => jsonSyntaxError(text) === undefined

/** A field for JSON, which shows the position of a mistake. */
export const JsonEditor = ({ label, value, onChange, rows = 10 }: JsonEditorProps) => {
  const id = useId()
  const error = jsonSyntaxError(value)
  const format = () => onChange(JSON.stringify(JSON.parse(value), null, 2))
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{label}</label>
        <button type="button" class="link" disabled={error !== undefined} onClick={format}>
          Format
        </button>
      </div>
      <textarea
        id={id}
        rows={rows}
        spellcheck={false}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-error`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <p class="field-error" id={`${id}-error`} role="status">
        {error && `Line ${error.line}, column ${error.column}: ${error.message}`}
      </p>
    </div>
  )
}
