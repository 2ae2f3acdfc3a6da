import type { ConsoleServer } from '../../console-site.ts'

const content = document.querySelector('meta[name="stepwise-server"]')?.getAttribute('content') ?? '{}'

/** The facts about the server, as it put them into the page. */
export const serverFacts: ConsoleServer = {
  kind: 'server',
  name: location.host,
  region: 'us-east-1',
  environments: [],
  ...JSON.parse(content),
}

const aheadMs = serverFacts.now === undefined ? 0 : serverFacts.now - Date.now()

/** The time at the server, in milliseconds since the Unix epoch. */
export const serverNow = (): number => Date.now() + aheadMs
