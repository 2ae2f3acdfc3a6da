import { SFNClient } from '@aws-sdk/client-sfn'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { exampleEnvironment, stateMachineArn } from '../../src/arn.ts'
import { routeTo } from '../../src/console/page/model/route.ts'
import { createStepwise } from '../../src/create-stepwise.ts'
import { browserConsole, browserPath, browserTimeout, inBrowser } from '../support/browser-console.ts'

const { serve, open } = browserConsole()

const half = {
  name: 'half',
  startAt: 'check',
  states: {
    check: { type: 'choice', choices: [{ condition: ['>', '$.n', 0], next: 'divide' }], default: 'wrong' },
    divide: { type: 'task', resource: 'lambda/divide', resultPath: '$.half', end: true },
    wrong: { type: 'fail', error: 'Wrong', cause: 'n must be greater than 0' },
  },
} as const
const lambdas = { divide: ({ n }: { n: number }) => n / 2 }
const halfArn = stateMachineArn(exampleEnvironment, 'half')

/** Serves an engine with two executions, one of which has failed. */
const served = async () => {
  const { stepwise, url } = await serve({ lambdas })
  await stepwise.ensureStateMachine(half)
  const good = await stepwise.startExecution('half', { input: { n: 4 }, name: 'good' })
  const bad = await stepwise.startExecution('half', { input: { n: 0 }, name: 'bad' })
  for (const { executionArn } of [good, bad]) await stepwise.waitForExecution(executionArn).catch(() => {})
  return { stepwise, url, good: good.executionArn, bad: bad.executionArn }
}

/** The serious findings of axe. */
const findings = async (page: Page, options: axe.RunOptions = {}): Promise<string[]> => {
  await page.evaluate(axe.source)
  const given = JSON.stringify({ resultTypes: ['violations'], ...options })
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${given})`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

describe.skipIf(browserPath === undefined)(inBrowser('the pages of the console'), browserTimeout, () => {
  test('start an execution from the list of state machines, with the input of an earlier one', async () => {
    const { stepwise, url } = await served()
    const { page } = await open(url)
    await page.getByRole('link', { name: 'half' }).click()
    await page.getByRole('button', { name: 'Start execution' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Take the input of an earlier execution').selectOption({ index: 2 })
    await expect.poll(() => dialog.getByLabel('Input', { exact: true }).inputValue()).toContain('"n": 4')
    await dialog.getByLabel('Input', { exact: true }).fill('{"n": 10')
    expect(await dialog.getByText('Line 1, column 9').count()).toBe(1)
    expect(await dialog.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Input', { exact: true }).fill('{"n": 10}')
    await dialog.getByLabel('Name (optional)').fill('by-hand')
    await dialog.getByRole('button', { name: 'Start', exact: true }).click()
    await page.locator('.page-head .status.succeeded').waitFor()
    const arn = `${halfArn.replace(':stateMachine:', ':execution:')}:by-hand`
    expect(await stepwise.describeExecution(arn)).toMatchObject({ output: { n: 10, half: 5 } })
  })

  test('filter executions by status and name, in the URL', async () => {
    const { url } = await served()
    const { page } = await open(url, routeTo('machine', halfArn, { status: 'FAILED' }))
    const names = page.locator('.execution-row:not(.head) a')
    await expect.poll(() => names.allInnerTexts()).toEqual(['bad'])
    await page.getByLabel('Status').selectOption('')
    await expect.poll(() => names.allInnerTexts()).toEqual(['bad', 'good'])
    await page.keyboard.press('/')
    await page.keyboard.type('oo')
    await expect.poll(() => names.allInnerTexts()).toEqual(['good'])
    expect(page.url()).toContain('name=oo')
  })

  test('can be used with the keyboard alone', async () => {
    const { url } = await served()
    const { page } = await open(url, routeTo('machine', halfArn))
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('h1', { hasText: 'good' }).waitFor()
    await page.getByRole('group', { name: /^Graph/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('.panel h2', { hasText: 'check' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.locator('.panel h2', { hasText: /divide|wrong/ }).waitFor()
    await page.getByRole('grid', { name: 'History events' }).press('Home')
    await page.getByRole('tree', { name: 'Timeline' }).press('ArrowDown')
    await page.locator('.panel h2', { hasText: 'check' }).waitFor()
  })

  test('show a definition as a literal and as ASL', async () => {
    const { url } = await served()
    const { page } = await open(url, routeTo('machine', halfArn, { tab: 'definition' }))
    const text = page.locator('.definition pre')
    expect(await text.innerText()).toContain("resource: 'lambda/divide'")
    await page.getByRole('tab', { name: 'ASL' }).click()
    expect(await text.innerText()).toContain('"NumericGreaterThan": 0')
    await page.locator('[data-state="wrong"]').click()
    expect(JSON.parse(await text.innerText())).toEqual({ Type: 'Fail', Error: 'Wrong', Cause: half.states.wrong.cause })
  })

  test('try one state with the input of a visit', async () => {
    const { url, good } = await served()
    const { page } = await open(url, routeTo('execution', good))
    await page.locator('[data-state="divide"]').click()
    await page.getByRole('link', { name: 'Try this state' }).click()
    await expect.poll(() => page.getByLabel('Input', { exact: true }).inputValue()).toBe('{\n  "n": 4\n}')
    await page.getByLabel('Result', { exact: true }).and(page.locator('textarea')).fill('7')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.locator('.status', { hasText: 'Succeeded' }).waitFor()
    expect(JSON.parse(await page.locator('pre[aria-label="Output"]').innerText())).toEqual({ n: 4, half: 7 })
    await page.locator('select').selectOption('check')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('next: divide').waitFor()
  })

  test('compare two executions', async () => {
    const { url, good, bad } = await served()
    const { page } = await open(url, routeTo('compare', '', { left: good, right: bad }))
    await page.getByText('3 visits of states differ.').waitFor()
    await page.locator('.compare-row', { hasText: 'check' }).click()
    await page.locator('.diff-left', { hasText: '"n": 4' }).first().waitFor()
    await page.locator('.diff-right', { hasText: '"n": 0' }).first().waitFor()
  })

  test('show the state machines of the region that is chosen', async () => {
    const { stepwise, url } = await serve()
    await stepwise.ensureStateMachine({ ...half, name: 'east' })
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const sfn = new SFNClient({ endpoint: url, region: 'eu-west-1', credentials })
    const { startExecution, ensureStateMachine } = createStepwise({ sfn })
    await ensureStateMachine({ ...half, name: 'west' })
    const { executionArn } = await startExecution('west', { input: { n: 0 } })
    const { page, go } = await open(url)
    await page.getByRole('link', { name: 'east' }).waitFor()
    await page.getByLabel('Region and account').selectOption('eu-west-1 123456789012')
    await page.getByRole('link', { name: 'west' }).waitFor()
    await page.getByLabel('Region and account').selectOption('us-east-1 123456789012')
    await page.getByRole('link', { name: 'east' }).waitFor()
    await go(routeTo('execution', executionArn))
    await page.locator('.page-head .status.failed').waitFor()
  })

  test('run an Express state machine at once', async () => {
    const { stepwise, url } = await serve({ lambdas })
    await stepwise.ensureStateMachine({ ...half, name: 'half' }, { type: 'EXPRESS' })
    const { page } = await open(url, routeTo('machine', halfArn))
    await page.getByRole('button', { name: 'Start execution' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Input', { exact: true }).fill('{"n": 0}')
    await dialog.getByRole('button', { name: 'Start', exact: true }).click()
    await dialog.getByText('n must be greater than 0').waitFor()
  })

  test('draw a very large graph only if they are asked to', async () => {
    const { stepwise, url } = await serve()
    const names = Array.from({ length: 301 }, (_, index) => `s${index}`)
    const chain = names.map((name, index) => [
      name,
      { type: 'pass', ...(index < 300 ? { next: `s${index + 1}` } : { end: true }) },
    ])
    await stepwise.ensureStateMachine({ name: 'half', startAt: 's0', states: Object.fromEntries(chain) })
    const { page } = await open(url, routeTo('machine', halfArn, { tab: 'definition' }))
    await page.getByText('301 states').waitFor()
    await page.getByRole('button', { name: 'Draw the graph' }).click()
    await page.locator('[data-state="s300"]').waitFor()
  })

  test('explain what is empty, missing or unknown', async () => {
    const { url } = await serve()
    const { page, go } = await open(url)
    await page.getByText('No state machines in us-east-1').waitFor()
    await go(routeTo('execution', `${halfArn.replace(':stateMachine:', ':execution:')}:gone`))
    await page.getByRole('alert').getByText('after a restart they are gone').waitFor()
    await go('#/nonsense/x')
    await page.getByText('This page does not exist').waitFor()
  })

  test.each<[string, string, (arns: { good: string; bad: string }) => string]>([
    ['state machines', '.table', () => ''],
    ['executions', '.execution-row:not(.head)', () => routeTo('machine', halfArn)],
    ['a definition', '.node', () => routeTo('machine', halfArn, { tab: 'definition' })],
    ['an execution', '.panel .section', ({ bad }) => routeTo('execution', bad, { event: 2 })],
    ['a comparison', '.diff', ({ good, bad }) => routeTo('compare', '', { left: good, right: bad })],
    ['a test of a state', 'textarea', () => routeTo('test', halfArn)],
  ])('have no serious finding by axe: %s', async (_, ready, hashOf) => {
    const { url, ...arns } = await served()
    const { page } = await open(url, hashOf(arns), { colorScheme: 'light' })
    await page.locator(ready).first().waitFor()
    const inLight = await findings(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect([...inLight, ...(await findings(page, { runOnly: ['color-contrast'] }))]).toEqual([])
  })

  test('are light or dark, as the system or the user prefers', async () => {
    const { url } = await serve()
    const { page } = await open(url, '', { colorScheme: 'dark' })
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(await background()).toBe('rgb(15, 20, 26)')
    await page.getByRole('button', { name: 'Theme: auto' }).click()
    expect(await background()).toBe('rgb(244, 245, 247)')
    await page.reload()
    expect(await background()).toBe('rgb(244, 245, 247)')
  })
})
