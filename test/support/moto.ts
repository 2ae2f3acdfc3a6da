import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

const moto = process.env.MOTO_SERVER ?? 'moto_server'

/** The reason why moto cannot be used, or `undefined`. */
export const motoProblem = (): string | undefined =>
  spawnSync(moto, ['--help']).error ? 'moto is not installed: name its executable in MOTO_SERVER' : undefined

/** Starts moto on a free port, until the test has finished. Returns its URL. */
export const startMoto = async (): Promise<string> => {
  const server: ChildProcess = spawn(moto, ['-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(() => void server.kill())
  let written = ''
  while (server.stderr) {
    const [chunk] = await once(server.stderr, 'data')
    written += chunk
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(written)?.[0]
    if (url !== undefined) return url
  }
  throw new Error('moto has no output')
}
