import { useState } from 'preact/hooks'

const KEY = 'stepwise-theme'
const themes = ['auto', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const storedTheme = (): Theme => themes.find((theme) => theme === localStorage.getItem(KEY)) ?? 'auto'

/** Makes the page light or dark, as the user has chosen; `auto` follows the system. */
export const applyTheme = (theme: Theme = storedTheme()): void => {
  localStorage.setItem(KEY, theme)
  document.documentElement.dataset.theme = theme
}

/** Chooses the next theme. */
export const ThemeButton = () => {
  const [theme, setTheme] = useState(storedTheme)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto'
  const change = () => {
    applyTheme(next)
    setTheme(next)
  }
  return (
    <button
      type="button"
      class="quiet"
      title={`Theme: ${theme}`}
      aria-label={`Theme: ${theme}. Change to ${next}`}
      onClick={change}
    >
      {{ auto: '◐', light: '☀', dark: '☾' }[theme]}
    </button>
  )
}
