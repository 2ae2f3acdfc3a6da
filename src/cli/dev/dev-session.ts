import type { Json } from '../../json.ts'
import type { Workers } from '../../workers/workers.ts'
import { deployFile, nameOfStateMachine } from '../deploy-file.ts'
import { startFileWorkers } from '../file-workers.ts'
import type { Io } from '../io.ts'
import type { LoadedFile } from '../load-file.ts'
import { putFileObjects } from '../put-file-objects.ts'
import { readInput } from '../read-input.ts'
import { showError } from '../show-error.ts'
import type { DevRequest } from './dev-requests.ts'
import { DevRun, type DevRunDeps, type RunStart } from './dev-run.ts'
import type { FileVersions, FileWatcher } from './file-watcher.ts'
import { type DevFile, type DevFileArgs, loadDevFile, shortPath } from './load-dev-file.ts'

export interface DevSessionArgs extends DevFileArgs {
  readonly name?: string
  readonly debug?: boolean
}

interface DevSessionDeps extends DevRunDeps {
  readonly watcher: FileWatcher
}

/** The state machine, the workers and the last execution of the dev loop. */
export class DevSession {
  readonly #args: DevSessionArgs
  readonly #deps: DevSessionDeps
  #versions: FileVersions = new Map()
  #stateMachineArn: string | undefined
  #workers: Workers | undefined
  #run: DevRun | undefined
  /** The input of the command line, if it has been read. */
  #given: Json | undefined

  constructor(args: DevSessionArgs, deps: DevSessionDeps) {
    this.#args = args
    this.#deps = deps
  }

  async perform(request: DevRequest): Promise<void> {
    if (request.kind === 'clear') this.#deps.io.out('\u001b[2J\u001b[3J\u001b[H')
    if (request.kind === 'run') await this.#runAgain()
    if (request.kind === 'redrive') await this.#redrive()
    if (request.kind === 'reload') await this.reload(request.files)
  }

  /** Loads the files, and runs the state machine if they have no mistake. Otherwise the last version stays deployed. */
  async reload(changed: readonly string[]): Promise<void> {
    const { io, watcher } = this.#deps
    if (changed.length > 0) io.out(`\n${io.colors.dim(`${listed(changed, io)} changed`)}\n`)
    await this.#run?.stop()
    const isFirst = this.#versions.size === 0
    const devFile = await loadDevFile(this.#args, this.#versions, io)
    this.#versions = devFile.versions
    if (isFirst) io.out(io.colors.dim(`watching ${listed(devFile.modules, io)}\n`))
    try {
      await this.#deploy(devFile)
      this.#start(await this.#nextInput())
    } catch (error) {
      this.#report(error)
    }
    // Last, so that a change that the system reports at once is about the files that were loaded.
    watcher.watch(this.#versions)
  }

  /** Stops the execution and the workers. */
  async stop(): Promise<void> {
    await this.#run?.stop()
    await this.#workers?.kill()
  }

  async #deploy({ loaded, unhandled = '', functions, error }: DevFile): Promise<void> {
    if (!loaded || !functions) throw error
    const { local, io } = this.#deps
    const { file, debug = false } = this.#args
    await putFileObjects(file, loaded, local.s3)
    const name = this.#args.name ?? nameOfStateMachine(file, loaded)
    local.replaceFunctions(functions)
    const deployed = await deployFile(loaded, { name }, { stepwise: local, name: 'the embedded engine' })
    if (deployed.hasChanged) io.out(`${deployed.summary}\n`)
    this.#stateMachineArn = deployed.stateMachineArn
    this.#swapWorkers(loaded, debug)
    io.out(unhandled)
  }

  /** Starts the new workers before it stops the old ones, which finish their tasks. The new ones take the tasks that wait. */
  #swapWorkers(loaded: LoadedFile, debug: boolean): void {
    const { local, io } = this.#deps
    const previous = this.#workers
    const hasHandlers = Object.keys(loaded.handlers).length > 0
    this.#workers = hasHandlers ? startFileWorkers({ stepwise: local }, loaded, { debug }, io) : undefined
    void previous?.shutdown()
  }

  /** The input of the command line, after it has changed; otherwise that of the newest execution. */
  async #nextInput(): Promise<Json> {
    const { input } = this.#args
    const given =
      this.#given === undefined || input?.startsWith('@') ? await readInput(input, this.#deps.io) : this.#given
    const hasChanged = JSON.stringify(given) !== JSON.stringify(this.#given)
    this.#given = given
    return hasChanged ? given : this.#lastInput(given)
  }

  async #lastInput(otherwise: Json): Promise<Json> {
    const newest = await this.#newestExecution()
    if (newest === undefined) return otherwise
    return (await this.#deps.local.describeExecution(newest)).input ?? otherwise
  }

  async #runAgain(): Promise<void> {
    if (this.#stateMachineArn === undefined) return this.#report(new Error('there is no state machine to run yet'))
    await this.#run?.stop()
    try {
      this.#start(await this.#nextInput())
    } catch (error) {
      this.#report(error)
    }
  }

  /** Redrives the newest execution that failed. */
  async #redrive(): Promise<void> {
    const executionArn = await this.#newestExecution({ status: 'FAILED' })
    if (executionArn === undefined) return this.#report(new Error('no execution has failed'))
    await this.#run?.stop()
    this.#begin({ executionArn })
  }

  async #newestExecution(options: { readonly status?: 'FAILED' } = {}): Promise<string | undefined> {
    if (this.#stateMachineArn === undefined) return undefined
    for await (const { executionArn } of this.#deps.local.listExecutions(this.#stateMachineArn, options))
      return executionArn
    return undefined
  }

  #start(input: Json): void {
    if (this.#stateMachineArn !== undefined) this.#begin({ stateMachineArn: this.#stateMachineArn, input })
  }

  #begin(start: RunStart): void {
    this.#run = new DevRun(start, this.#deps)
  }

  #report(error: unknown): void {
    const { err, colors } = this.#deps.io
    err(`${colors.red('error')}: ${showError(error, this.#args.debug ?? false)}\n`)
  }
}

/** The first file, and the number of the others. */
const listed = ([first = '', ...others]: readonly string[], io: Io): string => {
  const name = shortPath(first, io)
  return others.length === 0 ? name : `${name} and ${others.length} other ${others.length === 1 ? 'file' : 'files'}`
}
