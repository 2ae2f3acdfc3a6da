import { test } from 'vitest'
import { compile, handlersOf } from '../src/compile.ts'
import { simulate } from '../src/testing.ts'
import { functionOf } from './support/compile/run-both.ts'
test('t', async () => {
  const fn = functionOf('async ({ a, b, c, s }) => (`${a} and ${b + c} ${s} ${a[b]}`)')
  for (let k = 0; k < 3; k++) {
  let t = performance.now()
  let d
  for (let i = 0; i < 20; i++) d = compile(fn)
  console.log('compile', (performance.now() - t) / 20)
  t = performance.now()
  for (let i = 0; i < 20; i++) await simulate(d, { input: { a: 1, b: 2, c: 'x', s: 'y' } })
  console.log('simulate', (performance.now() - t) / 20)
  console.log(JSON.stringify(d).length)
  }
})
