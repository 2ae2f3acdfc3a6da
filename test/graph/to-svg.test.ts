import { expect, test } from 'vitest'
import { toSvg } from '../../src/graph.ts'
import { createLocal } from '../../src/local.ts'
import { desugar } from '../../src/sugar/desugar.ts'
import { collect } from '../support/collect.ts'
import { checkout } from './graph-definition.ts'
import { runOfCheckout } from './run-of-checkout.ts'

/** The classes of each state by its name, as its group has them. */
const classesIn = (svg: string): Record<string, string | undefined> =>
  Object.fromEntries(
    Array.from(svg.matchAll(/<g class="([\w ]+)" transform="[^"]+"><title>(.*?)\n/g), ([, classes, name]) => [
      name,
      classes,
    ]),
  )

const textsIn = (svg: string): string[] => Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text = '']) => text)

test('every state is drawn with its kind', () => {
  expect(classesIn(toSvg(checkout))).toEqual({
    price: 'Task',
    wait: 'plain',
    route: 'Choice',
    both: 'container',
    'both[0]': 'plain',
    charge: 'Task',
    done: 'plain',
    each: 'container',
    ship: 'Task',
    rejected: 'plain',
  })
})

test('tasks have their service, and other states their work', () => {
  expect(textsIn(toSvg(checkout))).toEqual(
    expect.arrayContaining([
      'lambda/charge',
      'lambda:invoke',
      'Wait 30 s',
      'Map, at most 5 at once',
      'Fail: OrderRejected',
      'default',
      'Unknown, Gone',
      'branch 2',
      'each item',
    ]),
  )
})

test('a condition in ASL is in words', () => {
  expect(toSvg(desugar(checkout))).toContain('<title>$.price &gt;= 20 and $.item != null</title>')
})

test('a comparison of two paths has the symbol of its operator', () => {
  const choices = [{ Variable: '$.stock', NumericGreaterThanEqualsPath: '$.wanted', Next: 'b' }]
  const states = { a: { Type: 'Choice', Choices: choices }, b: { Type: 'Succeed' } }
  expect(toSvg({ StartAt: 'a', States: states })).toContain('<title>$.stock &gt;= $.wanted</title>')
})

test('a condition of JSONata has no delimiters', () => {
  const choices = [{ Condition: '{% $states.input.n > 1 %}', Next: 'b' }]
  const states = { a: { Type: 'Choice', Choices: choices }, b: { Type: 'Succeed' } }
  expect(toSvg({ QueryLanguage: 'JSONata', StartAt: 'a', States: states })).toContain(
    '<title>$states.input.n &gt; 1</title>',
  )
})

test('a transition to a state that does not exist is left out', () => {
  const svg = toSvg({ startAt: 'a', states: { a: { type: 'pass', next: 'b' } } })
  expect(svg.match(/class="edge"/g)).toHaveLength(1)
})

test('the style is dark for viewers that prefer it', () => {
  expect(toSvg(checkout)).toContain('@media (prefers-color-scheme:dark){')
})

test('a simulated run shows visits, retries and failures', async () => {
  const svg = toSvg(checkout, { run: await runOfCheckout() })
  expect(classesIn(svg)).toMatchObject({
    price: 'Task retried',
    route: 'Choice succeeded',
    both: 'container unvisited',
    ship: 'Task failed',
    each: 'container failed',
  })
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['1 retry, 1.0 s', '2 visits, 1 failed, 0 ms each']))
  expect(svg.match(/class="\w+ taken"/g)).toHaveLength(4)
})

test('the events of an execution show the same as a simulated run', async () => {
  const run = await runOfCheckout()
  expect(toSvg(checkout, { run: run.history })).toBe(toSvg(checkout, { run }))
})

test('the events of an execution that waits show the states that it reached', async () => {
  const { ensureStateMachine, startExecution, executionHistory, close } = createLocal()
  await ensureStateMachine(checkout)
  const { executionArn } = await startExecution('checkout')
  const events = await collect(executionHistory(executionArn))
  await close()
  expect(classesIn(toSvg(checkout, { run: events }))).toMatchObject({
    price: 'Task succeeded',
    route: 'Choice unvisited',
  })
})

test('unknown options and wrong runs are rejected', () => {
  expect(() => toSvg(checkout, JSON.parse('{"rum": []}'))).toThrow(
    'unknown option "rum" in options; expected one of run',
  )
  expect(() => toSvg(checkout, JSON.parse('{"run": 1}'))).toThrow(
    'options.run must be a SimulatedRun or an array of history events, got 1',
  )
})

test.each([null, undefined, 'a', 1, []])('%j is not a definition', (definition) => {
  expect(() => toSvg(definition)).toThrow('the definition must be a literal or ASL, got ')
})
