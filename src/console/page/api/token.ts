const KEY = 'stepwise-token'

/** Takes the token out of the URL, so that it is neither shown nor copied with a link, and keeps it for this tab. */
export const takeToken = (): void => {
  const [, token, rest = '/'] = /^#token=([^&/]+)(?:&to=)?(.*)$/s.exec(location.hash) ?? []
  if (token === undefined) return
  storeToken(decodeURIComponent(token))
  history.replaceState(null, '', `${location.pathname}#${rest || '/'}`)
}

export const storeToken = (token: string): void => sessionStorage.setItem(KEY, token)

/** The token of this tab; `null` if the server needs none, or the user has not entered it. */
export const readToken = (): string | null => sessionStorage.getItem(KEY)
