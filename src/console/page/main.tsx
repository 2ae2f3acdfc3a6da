import { render } from 'preact'
import { takeToken } from './api/token.ts'
import { App } from './app.tsx'
import { loadDefinitionCode } from './definition/use-definition-code.ts'
import { applyTheme } from './parts/theme-button.tsx'

takeToken()
applyTheme()
const root = document.getElementById('root')
if (root) {
  root.replaceChildren()
  render(<App />, root)
  // The next page probably has a graph.
  setTimeout(() => void loadDefinitionCode().catch(() => {}), 1000)
}
