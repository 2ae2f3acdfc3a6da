import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

interface ActionButtonProps {
  readonly onAction: () => Promise<unknown>
  readonly onError: (error: unknown) => void
  readonly children: ComponentChildren
  readonly class?: string
  readonly disabled?: boolean
  readonly title?: string | undefined
}

/** A button that is disabled while its action runs. */
export const ActionButton = ({ onAction, onError, children, disabled, class: name, title }: ActionButtonProps) => {
  const [isRunning, setRunning] = useState(false)
  const run = async () => {
    setRunning(true)
    try {
      await onAction()
    } catch (error) {
      onError(error)
    } finally {
      setRunning(false)
    }
  }
  return (
    <button
      type="button"
      class={name}
      disabled={disabled || isRunning}
      aria-busy={isRunning}
      title={title}
      onClick={run}
    >
      {children}
    </button>
  )
}
