import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pico from 'picocolors'
import { onTestFinished } from 'vitest'
import type { Io, Terminal } from '../../src/cli/io.ts'
import { runCommandLine } from '../../src/cli/run-command-line.ts'

interface CommandLineOptions {
  readonly files?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly signal?: AbortSignal
  readonly cwd?: string
  /** Answers the questions of a command. Without it, standard input is not a terminal. */
  readonly confirm?: (question: string) => Promise<boolean>
  /** The terminal of standard output. Without it, there is none. */
  readonly terminal?: Terminal
  /** Called with each string that is written to standard output. */
  readonly onOut?: (text: string) => void
  /** Called with each string that is written to standard error. */
  readonly onErr?: (text: string) => void
}

/** Runs a command line in a temporary folder, without a process. Returns its exit code and what it wrote. */
export const stepwise = async (argv: readonly string[], surroundings: CommandLineOptions = {}) => {
  const {
    files = {},
    stdin = '',
    signal = new AbortController().signal,
    onOut = () => {},
    onErr = () => {},
  } = surroundings
  const written = { out: '', err: '' }
  const io: Io = {
    out: (text) => {
      written.out += text
      onOut(text)
    },
    err: (text) => {
      written.err += text
      onErr(text)
    },
    readStdin: async () => stdin,
    ...(surroundings.confirm && { confirm: surroundings.confirm }),
    ...(surroundings.terminal && { terminal: surroundings.terminal }),
    env: {},
    cwd: surroundings.cwd ?? (await folderOf(files)),
    signal,
    colors: pico.createColors(false),
    columns: 100,
  }
  const code = await runCommandLine(argv, io)
  return { code, ...written }
}

const folderOf = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'stepwise-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
  return folder
}

/** The folder of the examples. */
export const examples = join(dirname(new URL(import.meta.url).pathname), '../../examples')

/** The loader compiles all of the source for the first file that imports `stepwise-ts`, and caches the result. */
export const sourceTimeout = 60_000
