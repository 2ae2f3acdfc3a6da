import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { CallFailure } from '../api/call.ts'
import { storeToken } from '../api/token.ts'

interface NoticeProps {
  readonly tone?: 'info' | 'error' | 'warning'
  readonly title: string
  readonly children?: ComponentChildren
}

/** A message to the user. */
export const Notice = ({ tone = 'info', title, children }: NoticeProps) => (
  <div class={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
    <strong>{title}</strong>
    {children && <div class="notice-body">{children}</div>}
  </div>
)

/** A message in place of a list or a page without contents. */
export const Empty = ({ title, children }: NoticeProps) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    <div>{children}</div>
  </div>
)

/** The failure of a call, with advice for known errors. */
export const FailureNotice = ({ error }: { readonly error: unknown }) => {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (name === 'UnrecognizedClientException') return <TokenForm />
  return (
    <Notice tone="error" title={error instanceof CallFailure ? name : 'Error'}>
      <p>{message}</p>
      {advice.has(name) && <p>{advice.get(name)}</p>}
    </Notice>
  )
}

const advice: ReadonlyMap<string, string> = new Map([
  ['Unreachable', 'Start the server again, then reload the page. An embedded engine keeps nothing when it ends.'],
  [
    'ExecutionDoesNotExist',
    'The engine keeps executions in memory: after a restart they are gone. AWS keeps them for 90 days.',
  ],
  ['StateMachineDoesNotExist', 'It may have been deleted, or belong to another region or account.'],
  ['StateMachineTypeNotSupported', 'Step Functions keeps no executions of EXPRESS state machines.'],
  ['AccessDeniedException', 'The credentials of the server lack this permission.'],
  ['CredentialsProviderError', 'Log in to AWS (for example with "aws sso login"), then try again.'],
  ['ExpiredTokenException', 'Log in to AWS (for example with "aws sso login"), then try again.'],
])

/** Asks for the token that the server printed. */
const TokenForm = () => {
  const [token, setToken] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    storeToken(token.replace(/^.*#token=/, '').trim())
    location.reload()
  }
  return (
    <form class="notice warning" onSubmit={submit}>
      <strong>This server requires its token.</strong>
      <p>Open the URL that the command printed, or paste the token:</p>
      <div class="bar">
        <input
          aria-label="Token"
          type="password"
          autocomplete="off"
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={token === ''}>
          Continue
        </button>
      </div>
    </form>
  )
}
