// The console in a browser: the first paint on loopback, an execution that records 1,000 events a second, and one with 25,000 events.
// CHROMIUM names the browser; without it and without /usr/bin/chromium, nothing is measured.
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { createLocal } from 'stepwise-ts/local'
import { median, percentile, row } from './report.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const TASK_MS = 4
const FOLLOW_MS = 12_000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Records 7 events for each item, one item after the other. */
const steady = {
  name: 'steady',
  startAt: 'each',
  states: {
    each: {
      type: 'map',
      maxConcurrency: 1,
      itemProcessor: { startAt: 'work', states: { work: { type: 'task', resource: 'lambda/work', end: true } } },
      resultPath: null,
      end: true,
    },
  },
} as const

const loop = {
  name: 'loop',
  startAt: 'again',
  states: {
    again: { type: 'pass', parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, next: 'more' },
    more: { type: 'choice', choices: [{ condition: ['<', '$.n', 6248], next: 'again' }], default: 'end' },
    end: { type: 'succeed' },
  },
} as const

/** The tasks of the page that took more than 50 ms. */
const observeTasks = `globalThis.longTasks = []
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask', buffered: true })`

const longTasks = (page: Page) => page.evaluate<number[]>('globalThis.longTasks')

const firstPaint = async (browser: Browser, url: string): Promise<number> => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('.table').waitFor()
  const [ms = Number.NaN] = await page.evaluate<number[]>(
    "performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime)",
  )
  await context.close()
  return ms
}

const eventCount = async (page: Page): Promise<number> =>
  Number.parseInt(await page.locator('.event-count').innerText(), 10)

const local = createLocal({ lambdas: { work: () => sleep(TASK_MS) } })
await local.ensureStateMachine(steady)
await local.ensureStateMachine(loop)
const { url } = await local.listen({ port: 0 })
if (existsSync(executablePath)) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  await firstPaint(browser, url)
  const paints: number[] = []
  for (let index = 0; index < 15; index++) paints.push(await firstPaint(browser, url))
  row('first contentful paint, ms (aim: under 300)', { median: median(paints), p95: percentile(paints, 95) })

  const live = await browser.newPage()
  await live.addInitScript(observeTasks)
  const { executionArn } = await local.startExecution('steady', { input: Array.from({ length: 3500 }, () => 0) })
  await live.goto(`${url}/#/execution/${executionArn}`)
  await live.locator('.event-row').first().waitFor()
  const before = await eventCount(live)
  await sleep(FOLLOW_MS)
  const perSecond = (await eventCount(live)) - before
  const tasks = await longTasks(live)
  row('an execution that records events steadily', {
    'events/s shown': perSecond / (FOLLOW_MS / 1000),
    'long tasks': tasks.length,
    'longest, ms (aim: under 100)': Math.max(0, ...tasks),
  })
  await live.close()
  await local.stopExecution(executionArn)

  const ended = await local.startExecution('loop', { input: { n: 0 } })
  await local.waitForExecution(ended.executionArn)
  const whole = await browser.newPage()
  await whole.addInitScript(observeTasks)
  const begin = performance.now()
  await whole.goto(`${url}/#/execution/${ended.executionArn}`)
  await whole.getByText(/^2499\d events$/).waitFor()
  const loaded = performance.now() - begin
  const found = await longTasks(whole)
  row('an execution with 25,000 events', {
    'complete after, ms': loaded,
    'long tasks': found.length,
    'longest, ms': Math.max(0, ...found),
  })
  await browser.close()
} else console.log(`no browser at ${executablePath}; set CHROMIUM`)
await local.close()
