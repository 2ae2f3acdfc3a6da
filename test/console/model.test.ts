import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withFirstPage, withNextPage } from '../../src/console/page/model/execution-pages.ts'
import { machineArnOfExecution, nameInArn, showPath, showSize } from '../../src/console/page/model/format.ts'
import { formatLiteral } from '../../src/console/page/model/format-literal.ts'
import { highlight } from '../../src/console/page/model/highlight.ts'
import { lineDiff } from '../../src/console/page/model/line-diff.ts'
import { nearestBox } from '../../src/console/page/model/nearest-box.ts'
import { openAnswer } from '../../src/console/page/model/open-answer.ts'
import { parseRoute, routeTo } from '../../src/console/page/model/route.ts'
import { showCause } from '../../src/console/page/model/show-cause.ts'
import { statesByName } from '../../src/console/page/model/states-by-name.ts'
import { timelineRows } from '../../src/console/page/model/timeline-rows.ts'
import { variablesBefore } from '../../src/console/page/model/variables-before.ts'
import { Timeline } from '../../src/timeline/timeline.ts'

describe('routes', () => {
  test('have the ARN and the query of the page that they name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (arn, status) => {
        const route = parseRoute(routeTo('machine', arn, { status, name: undefined }))
        expect(route).toMatchObject({ page: 'machine', arn })
        expect('query' in route && [...route.query]).toEqual([['status', status]])
      }),
    )
  })

  test.each(['#/execution', '#/execution/%', '#/nothing/x', '#constructor/x'])('%s is unknown', (hash) => {
    expect(parseRoute(hash).page).toBe('unknown')
  })
})

describe('texts', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '"', ':', ' ', '1', '{', '\\') })

  test('are highlighted without a change', () => {
    fc.assert(
      fc.property(
        text,
        (given) =>
          highlight(given)
            .map((token) => token.text)
            .join('') === given,
      ),
    )
  })

  test('are compared so that both can be put together again', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const lines = lineDiff(left, right)
        const side = (name: string) => lines.filter((line) => line.side === 'both' || line.side === name)
        expect(
          side('left')
            .map((line) => line.text)
            .join('\n'),
        ).toBe(left)
        expect(
          side('right')
            .map((line) => line.text)
            .join('\n'),
        ).toBe(right)
      }),
    )
  })

  test('share the lines that both have', () => {
    expect(lineDiff('a\nb\nc', 'a\nx\nc').map(({ side }) => side)).toEqual(['both', 'left', 'right', 'both'])
  })

  test('of literals are JavaScript with the same value', () => {
    const evaluate = (code: string): unknown => new Function(`return ${code}`)()
    const isSame = (value: unknown) => JSON.stringify(evaluate(formatLiteral(value))) === JSON.stringify(value)
    fc.assert(fc.property(fc.jsonValue(), isSame))
    expect(formatLiteral({ type: 'pass', 'a.$': "it's" })).toBe(`{ type: 'pass', 'a.$': "it's" }`)
  })

  test('of causes are the message of a function with its trace, JSON, or the text itself', () => {
    expect(showCause('{"errorType":"E","errorMessage":"no","trace":["E: no","    at f"]}')).toBe('no\nE: no\n    at f')
    expect(showCause('{"Status":"FAILED"}')).toBe('{\n  "Status": "FAILED"\n}')
    expect(showCause('3 of 4 failed')).toBe('3 of 4 failed')
  })

  test('of sizes and ARNs are short', () => {
    expect([showSize(812), showSize(3100), showSize(2_000_000)]).toEqual(['812 B', '3.1 KB', '2.0 MB'])
    const execution = 'arn:aws:states:us-east-1:123456789012:execution:orders:first'
    expect(showPath(['each', 2, 'Ship it'])).toBe('each[2] › Ship it')
    expect(nameInArn(execution)).toBe('orders:first')
    expect(machineArnOfExecution(execution)).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:orders')
    expect(machineArnOfExecution(execution.replace('orders', 'orders/each'))).toContain(':stateMachine:orders')
  })
})

/** A timeline of events, of which each follows the one before. */
const timelineOf = (...events: readonly (readonly [type: string, details: object])[]): Timeline => {
  const timeline = new Timeline()
  timeline.append(
    events.map(([type, details], index) => ({
      id: index + 1,
      previousEventId: index,
      timestamp: index,
      type,
      details,
    })),
  )
  return timeline
}

test('executions that are loaded again keep the older ones, and lose those that no longer fit the filter', () => {
  const execution = (name: string, startDate: number) => {
    const status = 'RUNNING' as const
    return { executionArn: name, stateMachineArn: 'm', name, status, startDate }
  }
  const before = [execution('d', 4), execution('c', 3), execution('b', 2), execution('a', 1)]
  const page = [execution('e', 5), execution('c', 3)]
  expect(withFirstPage(before, page).map(({ name }) => name)).toEqual(['e', 'c', 'b', 'a'])
  expect(withNextPage(page, before).map(({ name }) => name)).toEqual(['e', 'c', 'd', 'b', 'a'])
})

describe('a task that waits', () => {
  const token = 'NTQ2NTM0LTg3NjU0MzItMTIzNDU2Nzg5MDEyMzQ1Njc4OTA'
  const waiting = (scheduled: readonly [string, object], ...more: (readonly [string, object])[]) =>
    timelineOf(['ExecutionStarted', {}], ['TaskStateEntered', { name: 'ask' }], scheduled, ...more).states[0]
  const callback = (parameters: object) =>
    waiting(['TaskScheduled', { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken', parameters }])

  test('for a callback has its token in the arguments that the definition fills with it', () => {
    const fields = { Parameters: { Body: { 'key.$': '$$.Task.Token' }, Url: 'x' } }
    const state = callback({ Body: { key: token }, Url: `https://${'long'.repeat(20)}` })
    expect(state && openAnswer(state, fields)).toMatchObject({ kind: 'callback', tokens: [token, expect.any(String)] })
  })

  test('for a callback has its token also inside of another string', () => {
    const state = callback({ Message: `answer with {"token":"${token}"} please` })
    expect(state && openAnswer(state)).toEqual({ kind: 'callback', tokens: [token] })
  })

  test('for a worker has the name of its activity, and of the worker that has taken it', () => {
    const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:review'
    const scheduled = ['ActivityScheduled', { resource: activityArn }] as const
    const open = waiting(scheduled)
    expect(open && openAnswer(open)).toEqual({ kind: 'activity', activityArn, isTaken: false, workerName: undefined })
    const taken = waiting(scheduled, ['ActivityStarted', { workerName: 'w' }])
    expect(taken && openAnswer(taken)).toMatchObject({ isTaken: true, workerName: 'w' })
  })

  test('for a service cannot be answered', () => {
    const state = waiting(['TaskScheduled', { resourceType: 'lambda', resource: 'invoke', parameters: {} }])
    expect(state && openAnswer(state)).toBeUndefined()
  })
})

describe('the rows of a timeline', () => {
  const iterations = (count: number) =>
    timelineOf(
      ['ExecutionStarted', {}],
      ['MapStateEntered', { name: 'each' }],
      ['MapStateStarted', { length: count }],
      ...Array.from({ length: count }, (_, index) => [
        ['MapIterationStarted', { name: 'each', index }] as const,
        ['PassStateEntered', { name: 'pack' }] as const,
      ]).flat(),
    )
  const labels = (...args: Parameters<typeof timelineRows>) => timelineRows(...args).map(({ label }) => label)

  test('show few iterations with their states, and many folded', () => {
    expect(labels(iterations(2), new Set())).toEqual(['each', 'each[0]', 'pack', 'each[1]', 'pack'])
    expect(labels(iterations(6), new Set())).toHaveLength(7)
  })

  test('show what is toggled, and always the selected state', () => {
    const timeline = iterations(6)
    const [each, , , fourth] = timeline.states
    expect(labels(timeline, new Set([String(each?.id)]))).toEqual(['each'])
    expect(labels(timeline, new Set(), fourth)).toHaveLength(8)
  })
})

test('the states of a definition are found at any depth, in ASL and in literals', () => {
  const asl = {
    States: {
      both: { Branches: [{ States: { a: {} } }, { States: { __proto__: null } }] },
      each: { ItemProcessor: { States: { b: {} } } },
    },
  }
  expect([...statesByName(asl).keys()]).toEqual(['both', 'a', 'each', 'b'])
  const literal = {
    states: { both: { branches: { one: { states: { a: {} } } } }, each: { itemProcessor: { states: { b: {} } } } },
  }
  expect([...statesByName(literal).keys()]).toEqual(['both', 'a', 'each', 'b'])
})

test('the nearest box is the one in the direction of the key', () => {
  const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 })
  const [origin, below, right] = [box(0, 0), box(2, 50), box(60, 5)]
  expect(nearestBox(origin, [origin, below, right], 'ArrowDown')).toBe(below)
  expect(nearestBox(origin, [origin, below, right], 'ArrowRight')).toBe(right)
  expect(nearestBox(origin, [origin, below, right], 'ArrowUp')).toBeUndefined()
})

test('the variables before a state are those of the states before it, also a variable __proto__', () => {
  const assign = (name: string, assignedVariables: object) => [
    { type: 'PassStateEntered', details: { name } },
    { type: 'PassStateExited', details: { name, output: null, assignedVariables } },
  ]
  const events = [...assign('a', { ['__proto__']: '1', n: '1' }), ...assign('b', { n: '2' }), ...assign('c', {})]
  const timeline = new Timeline()
  timeline.append(events.map((event, index) => ({ ...event, id: index + 1, previousEventId: index, timestamp: 1 })))
  const [, , last] = timeline.states
  expect(last && JSON.stringify(variablesBefore(last))).toBe('{"__proto__":1,"n":2}')
})
