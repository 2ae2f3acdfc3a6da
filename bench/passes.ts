// The passes on 200 states, warm, next to the check of the definition, which each of them begins with: Pass states around tasks, Choice states in
// a row, variables, and tasks that are independent of each other.

import { validate } from '../src/dsl/validate.ts'
import { optimize, parallelize, toAirflow } from '../src/passes.ts'
import { median, percentile, row } from './report.ts'

/** Ten states. */
const part = (index: number, next: string): [string, object][] => {
  const name = (state: string): string => `${state}${index}`
  const pure = { type: 'task', resource: 'lambda/pure', parameters: { 'id.$': '$.id' } }
  return [
    [name('begin'), { type: 'pass', next: name('select') }],
    [name('select'), { type: 'pass', parameters: { 'id.$': '$.id' }, next: name('work') }],
    [name('work'), { type: 'task', resource: 'lambda/work', next: name('done') }],
    [name('done'), { type: 'pass', result: { id: index }, next: name('price') }],
    [name('price'), { ...pure, resultPath: '$.price', next: name('tax') }],
    [name('tax'), { ...pure, resultPath: '$.tax', next: name('large') }],
    [name('large'), { type: 'choice', choices: [{ condition: ['>', '$.id', 9], next }], default: name('small') }],
    [name('small'), { type: 'choice', choices: [{ condition: ['<', '$.id', 1], next }], default: name('wait') }],
    [name('wait'), { type: 'wait', seconds: index, next: name('end') }],
    [name('end'), { type: 'pass', next }],
  ]
}

const definition = {
  startAt: 'begin0',
  states: Object.fromEntries([
    ...Array.from({ length: 20 }, (_, index) => part(index, index === 19 ? 'finished' : `begin${index + 1}`)).flat(),
    ['finished', { type: 'succeed' }],
  ]),
} as never

const measure = (label: string, run: () => unknown): void => {
  const times: number[] = []
  for (let index = 0; index < 60; index++) {
    const start = performance.now()
    run()
    if (index >= 20) times.push(performance.now() - start)
  }
  row(`${label} of 200 states, warm, ms`, { median: median(times), p95: percentile(times, 95) })
}

measure('validate', () => validate(definition))
measure('optimize', () => optimize(definition))
measure('parallelize', () => parallelize(definition, { pure: ['lambda/pure'] }))
measure('toAirflow', () => toAirflow(definition))
