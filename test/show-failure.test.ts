import { expect, test } from 'vitest'
import { showFailure } from '../src/show-failure.ts'

test.for<[source: string, cause: unknown, shown: string]>([
  ['a person', 'too dear', 'Refused: too dear'],
  ['a state without a cause', undefined, 'Refused'],
  [
    'a worker',
    { message: 'x is undefined', stack: 'E: x\n    at add (add.ts:1:2)\n    at b' },
    'Refused: x is undefined at add (add.ts:1:2)',
  ],
  [
    'Lambda',
    { errorMessage: 'boom', errorType: 'E', trace: ['E: boom', '    at add (add.mjs:1:2)'] },
    'Refused: boom at add (add.mjs:1:2)',
  ],
  ['Lambda without a trace', { errorMessage: 'boom', errorType: 'E' }, 'Refused: boom'],
  ['another program, in JSON', { code: 7 }, 'Refused: {"code":7}'],
])('the cause of %s is one line', ([, cause, shown]) => {
  expect(showFailure('Refused', typeof cause === 'object' ? JSON.stringify(cause) : cause)).toBe(shown)
})
