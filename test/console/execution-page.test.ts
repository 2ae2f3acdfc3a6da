import { describe, expect, test } from 'vitest'
import { routeTo } from '../../src/console/page/model/route.ts'
import { browserConsole, browserPath, browserTimeout, inBrowser } from '../support/browser-console.ts'

const { serve, open } = browserConsole()

const order = {
  name: 'order',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'lambda/price', resultPath: '$.price', assign: { priced: true }, next: 'each' },
    each: {
      type: 'map',
      itemsPath: '$.items',
      itemProcessor: { startAt: 'pack', states: { pack: { type: 'pass', end: true } } },
      resultPath: '$.packed',
      next: 'ask',
    },
    ask: {
      type: 'task',
      resource: 'sqs:sendMessage.waitForTaskToken',
      parameters: { QueueUrl: 'q', MessageBody: { 'token.$': '$$.Task.Token' } },
      resultPath: '$.answer',
      end: true,
    },
  },
} as const

const lambdas = { price: ({ items }: { items: string[] }) => items.length * 12 }
const taskHandlers = { 'sqs:sendMessage.waitForTaskToken': async () => ({}) }
const input = { items: ['book', 'lamp'] }

describe.skipIf(browserPath === undefined)(inBrowser('an execution in the console'), browserTimeout, () => {
  test('is live, and ends when its callback is answered by hand', async () => {
    const { stepwise, url } = await serve({ lambdas, taskHandlers })
    await stepwise.ensureStateMachine(order)
    const { executionArn } = await stepwise.startExecution('order', { input })
    const { page } = await open(url, routeTo('execution', executionArn))
    await page.locator('.node.running [data-state="ask"]').click()
    await page.getByLabel('Output').fill('{"approved": true}')
    await page.getByRole('button', { name: 'Send success' }).click()
    await page.locator('.page-head .status.succeeded').waitFor()
    expect(await page.locator('.node.succeeded > .node-head').count()).toBe(4)
    const { output } = await stepwise.waitForExecution(executionArn)
    expect(output).toMatchObject({ answer: { approved: true } })
  })

  test('highlights a selected state everywhere, and keeps the selection in its URL', async () => {
    const { stepwise, url } = await serve({ lambdas, taskHandlers })
    await stepwise.ensureStateMachine(order)
    const { executionArn } = await stepwise.startExecution('order', { input })
    const { page, go } = await open(url, routeTo('execution', executionArn))
    await page.locator('[data-state="pack"]').click()
    await page.locator('.timeline-row.active', { hasText: 'pack' }).waitFor()
    expect(await page.locator('.event-row.related').count()).toBe(2)
    expect(await page.locator('.panel').innerText()).toContain('Visit 2 of 2')
    expect(await page.locator('.facts').innerText()).toContain('each[1] › pack')
    const { hash } = new URL(page.url())
    await go('#/')
    await go(hash)
    await page.locator('.panel h2', { hasText: 'pack' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.panel h2', { hasText: 'Execution' }).waitFor()
  })

  test('shows the data of a state, with its variables', async () => {
    const { stepwise, url } = await serve({ lambdas, taskHandlers })
    await stepwise.ensureStateMachine(order)
    const { executionArn } = await stepwise.startExecution('order', { input })
    const { page } = await open(url, routeTo('execution', executionArn))
    const data = async (label: string) => JSON.parse(await page.getByLabel(label, { exact: true }).innerText())
    await page.locator('[data-state="price"]').click()
    expect(await data('Arguments')).toEqual(input)
    expect(await data('Result')).toBe(24)
    expect(await data('Output')).toEqual({ ...input, price: 24 })
    expect(await data('Variables after')).toEqual({ priced: true })
    await page.locator('[data-state="each"]').click()
    expect(await data('Variables before')).toEqual({ priced: true })
  })

  test('shows the state that failed, and is redriven from there', async () => {
    let isBroken = true
    const price = () => {
      if (isBroken) throw new RangeError('the price list is closed')
      return 1
    }
    const { stepwise, url } = await serve({
      lambdas: { price },
      taskHandlers: { 'sqs:sendMessage.waitForTaskToken': async () => ({}) },
    })
    await stepwise.ensureStateMachine(order)
    const { executionArn } = await stepwise.startExecution('order', { input })
    const { page } = await open(url, routeTo('execution', executionArn))
    await page.getByRole('link', { name: 'Show the state that failed' }).click()
    await page.locator('.error-view', { hasText: 'the price list is closed' }).waitFor()
    await page.locator('.node.failed [data-state="price"]').waitFor()
    isBroken = false
    await page.getByRole('button', { name: 'Redrive' }).click()
    await page.locator('.node.running [data-state="ask"]').waitFor()
    await page.locator('.node.succeeded [data-state="price"]').click()
    expect(await page.locator('.panel .table tbody tr').count()).toBe(2)
  })

  test('is stopped with an error and a cause', async () => {
    const { stepwise, url } = await serve({ lambdas, taskHandlers })
    await stepwise.ensureStateMachine(order)
    const { executionArn } = await stepwise.startExecution('order', { input })
    const { page } = await open(url, routeTo('execution', executionArn))
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByLabel('Error (optional)').fill('Enough')
    await page.getByRole('dialog').getByRole('button', { name: 'Stop the execution' }).click()
    await page.locator('.page-head .status', { hasText: 'Aborted' }).waitFor()
    expect(await stepwise.describeExecution(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough' })
  })

  test('has its activity task taken and failed by hand', async () => {
    const { stepwise, url } = await serve()
    const states = {
      review: { type: 'task', resource: 'activity/review', catch: { errorEquals: 'No', next: 'no' }, end: true },
      no: { type: 'pass', end: true },
    } as const
    await stepwise.ensureStateMachine({ name: 'review', startAt: 'review', states })
    const { executionArn } = await stepwise.startExecution('review', { input: 1 })
    const { page } = await open(url, routeTo('execution', executionArn))
    await page.locator('.node.running [data-state="review"]').click()
    await page.getByRole('button', { name: 'Take the task' }).click()
    await page.getByRole('heading', { name: 'You have taken this task' }).waitFor()
    await page.getByRole('tab', { name: 'Failure' }).click()
    await page.getByLabel('Error').fill('No')
    await page.getByRole('button', { name: 'Send failure' }).click()
    await page.locator('.page-head .status.succeeded').waitFor()
    await page.locator('.node.caught [data-state="review"]').waitFor()
  })

  test('has 24,000 events without drawing them all', async () => {
    const { stepwise, url } = await serve()
    const states = {
      again: { type: 'pass', parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, next: 'more' },
      more: { type: 'choice', choices: [{ condition: ['<', '$.n', 6000], next: 'again' }], default: 'end' },
      end: { type: 'succeed' },
    } as const
    await stepwise.ensureStateMachine({ name: 'loop', startAt: 'again', states })
    const { executionArn } = await stepwise.startExecution('loop', { input: { n: 0 } })
    await stepwise.waitForExecution(executionArn)
    const { page } = await open(url, routeTo('execution', executionArn))
    await page.getByText('24004 events', { exact: true }).waitFor()
    await page.getByRole('grid', { name: 'History events' }).press('End')
    await page.locator('.event-row', { hasText: 'ExecutionSucceeded' }).waitFor()
    await page.getByRole('tree', { name: 'Timeline' }).press('End')
    await page.locator('.timeline-row.active', { hasText: 'end' }).waitFor()
    expect(await page.locator('.event-row, .timeline-row').count()).toBeLessThan(120)
    await page.locator('.badge text', { hasText: '×6000' }).first().waitFor()
  })

  test('shows the beginning of a large input, and all of it if asked', async () => {
    const { stepwise, url } = await serve()
    await stepwise.ensureStateMachine({ name: 'large', startAt: 'a', states: { a: { type: 'succeed' } } })
    const large = Array.from({ length: 1000 }, (_, number) => number)
    const { executionArn } = await stepwise.runExecution('large', { input: large })
    const { page } = await open(url, routeTo('execution', executionArn))
    const shown = page.getByRole('group', { name: 'Input' })
    expect((await shown.innerText()).split('\n')).toHaveLength(300)
    await page.getByRole('button', { name: 'Show all' }).first().click()
    expect(JSON.parse(await shown.innerText())).toEqual(large)
  })

  test('shows its Map Run and child executions', async () => {
    const { stepwise, url } = await serve({
      lambdas: { check: (n: number) => (n === 2 ? Promise.reject(new Error('two')) : n) },
    })
    const itemProcessor = {
      processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' },
      startAt: 'check',
      states: { check: { type: 'task', resource: 'lambda/check', end: true } },
    } as const
    const all = { type: 'map', itemProcessor, toleratedFailurePercentage: 100, end: true } as const
    await stepwise.ensureStateMachine({ name: 'checks', startAt: 'all', states: { all } })
    const { executionArn } = await stepwise.startExecution('checks', { input: [1, 2, 3] })
    await stepwise.waitForExecution(executionArn)
    const { page } = await open(url, routeTo('execution', executionArn))
    await page.getByRole('link', { name: 'Map Run' }).click()
    await page.getByRole('region', { name: 'Child executions' }).getByText('2 succeeded').waitFor()
    await page.getByLabel('Status').selectOption('FAILED')
    await page
      .locator('.execution-row:not(.head)')
      .filter({ has: page.locator('.status.failed') })
      .getByRole('link')
      .click()
    await page.locator('.error-view', { hasText: 'two' }).waitFor()
  })
})
