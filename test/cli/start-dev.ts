import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createColors } from 'picocolors'
import { onTestFinished } from 'vitest'
import { type DevCommandArgs, devCommand } from '../../src/cli/commands/dev-command.ts'
import type { CreateFileWatcher, FileVersions } from '../../src/cli/dev/file-watcher.ts'
import { realSystem } from '../../src/system.ts'

type Files = Readonly<Record<string, string>>

/** A dev loop whose files change when the test calls `change`. */
export const startDev = async (files: Files, args: Partial<DevCommandArgs> = {}) => {
  const cwd = await mkdtemp(join(tmpdir(), 'stepwise-'))
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(cwd, name), text)))
  const stop = new AbortController()
  let written = ''
  let seen = 0
  const waits = new Set<() => void>()
  const write = (text: string) => {
    written += text
    for (const wake of waits) wake()
  }
  let onKey: (key: string) => void = () => {}
  let onChange: (file: string) => void = () => {}
  let watched: FileVersions = new Map()
  const createWatcher: CreateFileWatcher = (listener) => {
    onChange = listener
    return {
      watch: (versions) => {
        watched = versions
      },
      close: () => {
        watched = new Map()
      },
    }
  }
  const listeners = new Set<(thrown: unknown) => void>()
  const io = {
    out: write,
    err: write,
    readStdin: async () => '',
    env: {},
    cwd,
    signal: stop.signal,
    colors: createColors(false),
    columns: 100,
    terminal: {
      rows: 24,
      onKey: (listener: (key: string) => void) => {
        onKey = listener
        return () => {}
      },
    },
    onUncaught: (listener: (thrown: unknown) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const deps = { createWatcher, system: realSystem, debounceMs: 1 }
  const done = devCommand({ file: 'orders.ts', port: 0, ...args }, io, deps)
  /** Waits until a string has been written since the last wait. Returns the output since then. */
  const until = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const check = () => {
        const index = written.indexOf(text, seen)
        if (index < 0) return
        waits.delete(check)
        const before = seen
        seen = index + text.length
        resolve(written.slice(before, seen))
      }
      waits.add(check)
      check()
    })
  const change = async (name: string, text: string) => {
    await writeFile(join(cwd, name), text)
    onChange(join(cwd, name))
  }
  onTestFinished(async () => {
    stop.abort()
    await done
    await rm(cwd, { recursive: true })
  })
  const names = () => [...watched.keys()].map((path) => path.slice(cwd.length + 1))
  return { until, change, press: (key: string) => onKey(key), names, done, stop, listeners, all: () => written }
}

/** A definition file with one activity and its handler. */
export const orders = (handler: string, more = ''): string => `
export const definition = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', end: true },
  },
}
export const handlers = { 'activity/price': ${handler} }
${more}`

/** The input of the command line. */
export const input = '{"n":20}'
