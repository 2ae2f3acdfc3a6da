import { SFNClient } from '@aws-sdk/client-sfn'
import { createStepwise } from '../../src/create-stepwise.ts'
import { stepwise } from './command-line.ts'

interface ServeFilesOptions {
  /** The files that are served: the others are only there. Default orders.ts. */
  readonly served?: readonly string[]
  /** Further arguments of the command. */
  readonly argv?: readonly string[]
  /** The name of the state machine that is deployed last. Default orders. */
  readonly last?: string
}

/** Serves files of a project by `stepwise local` until `use` has returned. */
export const serveFiles = async <T>(
  files: Readonly<Record<string, string>>,
  use: (url: string) => Promise<T>,
  { served = ['orders.ts'], argv = [], last = 'orders' }: ServeFilesOptions = {},
) => {
  const stop = new AbortController()
  let used: Promise<T> | undefined
  let written = ''
  const onOut = (text: string) => {
    written += text
    if (!written.includes(`state machine ${last} created`)) return
    used ??= use(/http:[\w/.:]+/.exec(written)?.[0] ?? '').finally(() => stop.abort())
  }
  const result = await stepwise(['local', ...served, '--port', '0', ...argv], { files, signal: stop.signal, onOut })
  return { ...result, used: await used }
}

export const clientOf = (endpoint: string) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return createStepwise({ sfn: new SFNClient({ endpoint, region: 'us-east-1', credentials }) })
}
