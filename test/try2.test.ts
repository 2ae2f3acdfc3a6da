import { test } from 'vitest'
import { compile } from '../src/compile.ts'
import { functionOf } from './support/compile/run-both.ts'
test('t', async () => {
  Error.stackTraceLimit = 40
  try {
  console.log(JSON.stringify(compile(functionOf("async (input, { f, g, h, k }) => { await sleep(1); let w1 = 2; do { w1 -= 1; switch (input.n) { case 1: let w6 = 2; do { w6 -= 1; await sleep(1); } while (w6 > 0); break; } const p7 = []; p7.push(`<${(await f((input.n < 0)))}>`); p7.push(((await f(input.n)) && input.n)); await f(p7); } while (w1 > 0); return { s: input.s, n: [input.n] }; }") as never), null, 1))
  } catch (e) { console.log(e.stack.split('\n').slice(0, 40).join('\n')) }
})
