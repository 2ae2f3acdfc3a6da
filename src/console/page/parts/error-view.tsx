import { showCause } from '../model/show-cause.ts'

interface ErrorViewProps {
  readonly title: string
  readonly error: string
  readonly cause: string | undefined
}

/** An error and its cause. */
export const ErrorView = ({ title, error, cause }: ErrorViewProps) => (
  <div class="error-view" role="group" aria-label={title}>
    <strong>{error}</strong>
    {cause && <pre>{showCause(cause)}</pre>}
  </div>
)
