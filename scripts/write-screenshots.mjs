// Writes the screenshots of the console in docs/images. Needs a build and Chromium (CHROMIUM, or /usr/bin/chromium).
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { createLocal } from '../dist/local.js'

const definition = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'lambda/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Busy', intervalSeconds: 1, maxAttempts: 3 },
      catch: { errorEquals: 'OutOfStock', next: 'rejected' },
      next: 'prepare',
    },
    prepare: {
      type: 'parallel',
      branches: [
        { startAt: 'reserve', states: { reserve: { type: 'task', resource: 'lambda/reserve', end: true } } },
        {
          startAt: 'pack',
          states: {
            pack: {
              type: 'map',
              itemsPath: '$.items',
              itemProcessor: {
                startAt: 'wrap',
                states: { wrap: { type: 'task', resource: 'lambda/wrap', end: true } },
              },
              end: true,
            },
          },
        },
      ],
      resultPath: '$.prepared',
      next: 'route',
    },
    route: {
      type: 'choice',
      choices: [{ condition: ['<=', '$.price', 50], next: 'charge' }],
      default: 'approve',
    },
    approve: {
      type: 'task',
      resource: 'sqs:sendMessage.waitForTaskToken',
      parameters: { QueueUrl: 'approvals', MessageBody: { 'order.$': '$.id', 'token.$': '$$.Task.Token' } },
      resultPath: '$.approval',
      next: 'charge',
    },
    charge: { type: 'task', resource: 'lambda/charge', resultPath: '$.receipt', end: true },
    rejected: { type: 'fail', error: 'OrderRejected', cause: 'out of stock' },
  },
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const failure = (name, message) => Object.assign(new Error(message), { name })

let calls = 0
const lambdas = {
  price: ({ items }) => {
    if (calls++ === 0) throw failure('Busy', 'ask again')
    return items.length * 21
  },
  reserve: async () => {
    await sleep(700)
    return { shelf: 'B12' }
  },
  wrap: async (item) => {
    await sleep(150 + 80 * item.length)
    return { wrapped: item }
  },
}

const local = createLocal({
  lambdas,
  mocks: { charge: { error: 'CardDeclined', cause: 'the card ending in 4242 was declined' } },
  taskHandlers: { 'sqs:sendMessage.waitForTaskToken': () => ({}) },
})
await local.ensureStateMachine(definition)
const start = async (name, items) =>
  (await local.startExecution('orders', { name, input: { id: name, items } })).executionArn
const waiting = await start('order-1041', ['book', 'lamp', 'desk'])
const failed = await start('order-1042', ['book', 'pen'])
await sleep(3500)

const { url } = await local.listen({ port: 0 })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})

const shoot = async (file, { executionArn, state, colorScheme }) => {
  const page = await browser.newPage({ viewport: { width: 1180, height: 720 }, colorScheme })
  await page.goto(`${url}/#/execution/${executionArn}`)
  await page.locator(`[data-state="${state}"]`).click()
  await page.mouse.move(0, 0)
  await sleep(400)
  const path = fileURLToPath(new URL(`../docs/images/${file}`, import.meta.url))
  await page.screenshot({ path })
  await page.close()
  console.log(`${file}: ${(statSync(path).size / 1024).toFixed(0)} KB`)
}

await shoot('console.png', { executionArn: failed, state: 'charge', colorScheme: 'light' })
await shoot('console-dark.png', { executionArn: waiting, state: 'approve', colorScheme: 'dark' })
await browser.close()
await local.close()
process.exit(0)
