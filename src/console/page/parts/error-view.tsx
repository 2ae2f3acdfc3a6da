import { causeText } from '../model/cause-text.ts'

interface ErrorViewProps {
  readonly title: string
  readonly error: string
  readonly cause: string | undefined
}

/** An error and its cause. */
export const ErrorView = ({ title, error, cause }: ErrorViewProps) => (
  <div class="error-view" role="group" aria-label={title}>
    <strong>{error}</strong>
    {cause && <pre>{causeText(cause)}</pre>}
  </div>
)
