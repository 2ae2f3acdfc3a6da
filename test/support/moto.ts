import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

const moto = process.env.MOTO_SERVER ?? 'moto_server'

/** The reason why moto cannot be used, or `undefined`. */
export const motoProblem = (): string | undefined =>
  spawnSync(moto, ['--help']).error
    ? "moto is not installed (pip install 'moto[server,awslambda]'): name its executable in MOTO_SERVER"
    : undefined

export interface Moto {
  readonly url: string
  /** Forgets everything that was created. */
  reset(): Promise<void>
  stop(): void
}

/** Starts moto, an emulator of AWS, on a free port. */
export const startMoto = async (): Promise<Moto> => {
  const server: ChildProcess = spawn(moto, ['-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let written = ''
  while (server.stderr) {
    const [chunk] = await once(server.stderr, 'data')
    written += chunk
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(written)?.[0]
    if (url === undefined) continue
    return {
      url,
      reset: async () => void (await fetch(`${url}/moto-api/reset`, { method: 'POST' })),
      stop: () => void server.kill(),
    }
  }
  throw new Error('moto has no output')
}
