import { render } from 'preact'
import { config } from 'zod/mini'
import { takeToken } from './api/token.ts'
import { App } from './app.tsx'
import { applyTheme } from './parts/theme-button.tsx'

// The content security policy of the page forbids the code that zod would generate.
config({ jitless: true })
takeToken()
applyTheme()
const root = document.getElementById('root')
if (root) render(<App />, root)
