import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { embeddedSite } from '../../src/console/embedded-site.ts'
import { createPageFiles, type ReadPageFile } from '../../src/console/page-files.ts'
import { createStepwise } from '../../src/create-stepwise.ts'
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/engine.ts'
import type { Stepwise } from '../../src/stepwise.ts'
import { clientOf, roleArn } from './virtual-engine.ts'

const paths = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The executable of a browser; `undefined` if there is none, and the tests with a browser are skipped. */
export const browserPath = paths.find((path) => path !== undefined && existsSync(path))

/** The title of tests with a browser. */
export const inBrowser = (title: string): string =>
  browserPath === undefined ? `${title} (skipped: no Chromium; install it, or set CHROMIUM to its path)` : title

/** A browser on a busy machine needs more time than the code that it tests. */
export const browserTimeout = { timeout: 30_000 }

/** A page of the console, and everything that it reported. */
export interface OpenPage {
  readonly page: Page
  /** Goes to another part of the page, by its hash. */
  readonly go: (hash: string) => Promise<void>
  /** The URLs of all requests. */
  readonly requests: readonly string[]
}

/** An engine that serves the console. */
export interface ServedEngine {
  readonly engine: Engine
  readonly stepwise: Stepwise
  readonly url: string
}

/** Builds the console and starts a browser before the tests of a file. After each test, no page may have reported an error. */
export const browserConsole = () => {
  let folder = ''
  let browser: Browser | undefined
  let readFile: ReadPageFile = createPageFiles()
  const engines: Engine[] = []
  const errors: string[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepwise-console-'))
    const script = new URL('../../scripts/build-console.mjs', import.meta.url).pathname
    await promisify(execFile)(process.execPath, [script, folder], { env: { ...process.env, NO_COLOR: '1' } })
    readFile = createPageFiles(pathToFileURL(`${folder}/`))
    if (browserPath !== undefined)
      browser = await chromium.launch({
        executablePath: browserPath,
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
      })
  }, 60_000)
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? [])
    await Promise.all(engines.splice(0).map((engine) => engine.close()))
    expect(errors.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const serve = async (options: EngineOptions = {}): Promise<ServedEngine> => {
    const engine = createEngine(options)
    engines.push(engine)
    const { url } = await engine.listen({ port: 0 }, embeddedSite(engine, {}, readFile))
    return { engine, stepwise: createStepwise({ sfn: clientOf(engine), roleArn }), url }
  }

  /** Opens the console in a window of its own. */
  const open = async (url: string, hash = '', options: BrowserContextOptions = {}): Promise<OpenPage> => {
    if (!browser) throw new Error('there is no browser')
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    const page = await context.newPage()
    const requests: string[] = []
    page.setDefaultTimeout(10_000)
    page.on('request', (request) => requests.push(request.url()))
    page.on('pageerror', (error) => errors.push(String(error.stack)))
    page.on('console', (message) => {
      // The browser reports each response with an error; the page shows those.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        errors.push(message.text())
    })
    const go = async (to: string) => {
      await page.goto(`${url}/${to}`)
    }
    await go(hash)
    return { page, go, requests }
  }

  return { serve, open, readFile: () => readFile }
}
