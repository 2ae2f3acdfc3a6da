import { expect, test } from 'vitest'
import { optimize } from '../../src/passes/optimize/optimize.ts'
import { simulate } from '../../src/testing/simulate.ts'

const call = (resource: string, name: string) => ({
  type: 'task',
  resource,
  inputPath: '$.locals.text',
  resultPath: `$.locals.${name}`,
})
const equals = (value: string, next: string) => ({ condition: ['=', '$.locals.summary.head', value], next })

/** A text is summarised as a compiler of programs writes it, state by state: the variables of the program are in `$.locals`. */
const summarise = {
  startAt: 'enter',
  states: {
    enter: { type: 'pass', next: 'locals' },
    locals: { type: 'pass', parameters: { 'locals.$': '$' }, next: 'separator' },
    separator: { type: 'pass', result: ', ', resultPath: '$.separator', next: 'summary' },
    summary: {
      ...call('lambda/summarise', 'summary'),
      retry: { maxAttempts: 2 },
      catch: { errorEquals: 'TooShort', next: 'malformed' },
      next: 'if a',
    },
    'if a': { type: 'choice', choices: [equals('a', 'message a')], default: 'if b' },
    'if b': { type: 'choice', choices: [equals('b', 'message b')], default: 'if d' },
    'if d': { type: 'choice', choices: [equals('d', 'malformed')], default: 'look' },
    'message a': { ...call('lambda/message', 'message'), next: 'return a' },
    'message b': { ...call('lambda/message', 'message'), next: 'return b' },
    'return a': { type: 'succeed', outputPath: '$.locals.message' },
    'return b': { type: 'succeed', outputPath: '$.locals.message' },
    look: { ...call('lambda/look', 'message'), next: 'return look' },
    'return look': { type: 'succeed', outputPath: '$.locals.message' },
    malformed: { type: 'fail', error: 'MalformedText', cause: 'the text cannot be summarised' },
  },
} as const

const handlers = {
  'lambda/summarise': (text: string) => {
    if (text === '') throw Object.assign(new Error('no text'), { name: 'TooShort' })
    return { head: text[0], length: text.length }
  },
  'lambda/message': (text: string) => `text starts with ${text[0]}`,
  'lambda/look': (text: string) => `look: ${text[0]}`,
}

test('a program of 14 states has 7 after it is optimized', () => {
  const { states, startAt } = optimize(summarise as never)
  expect(Object.keys(summarise.states)).toHaveLength(14)
  expect([startAt, ...Object.keys(states)]).toEqual([
    'locals',
    'locals',
    'summary',
    'if a',
    'message a',
    'look',
    'malformed',
  ])
})

test.each([
  ['a short example', 7, 4],
  ['b', 8, 4],
  ['choose wisely', 9, 4],
  ['', 7, 5],
  ['dull', 8, 4],
])('the summary of %j stays the same with fewer transitions', async (text, before, after) => {
  const [original, optimized] = [
    await simulate(summarise as never, { input: { text }, handlers: handlers as never }),
    await simulate(optimize(summarise as never), { input: { text }, handlers: handlers as never }),
  ]
  const { status, output, error, cause } = original
  expect(optimized).toMatchObject({ status, output, error, cause })
  expect([original.transitions, optimized.transitions]).toEqual([before, after])
})
