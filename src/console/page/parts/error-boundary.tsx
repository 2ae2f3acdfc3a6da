import { Component, type ComponentChildren } from 'preact'
import { FailureNotice } from './notice.tsx'

/** Shows an error of the page itself in place of its contents. */
export class ErrorBoundary extends Component<{ readonly children: ComponentChildren }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {}

  override componentDidCatch(error: unknown): void {
    this.setState({ error })
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <FailureNotice error={this.state.error} />
  }
}
