// compile of a function of 100 lines, warm: calls, choices, loops, handlers of errors, and expressions.

import { compile } from '../src/compile.ts'
import { median, percentile, row } from './report.ts'

/** Ten lines of a function. */
const part = (index: number): string => `
  const price${index} = await price({ item: order.item, count: ${index} })
  if (price${index} > 20 && price${index} < 30) {
    total = total + price${index}
  } else if (order.kind === 'gift') {
    await log(\`gift \${order.name} for \${price${index}}\`)
  }
  try {
    await charge({ total, customer: order.customer })
  } catch (error) { if (error.name === 'Declined') throw new Fail('Declined', 'card'); else throw error }
  for (const line of order.lines) await log(line)`

const source = `async ({ order }, { price, log, charge }) => {
  let total = 0${Array.from({ length: 9 }, (_, index) => part(index)).join('')}
  const names = order.lines.map((line) => line.name ?? 'none').filter((name) => name !== 'none')
  return { total, names: names.join(', '), count: names.length }
}`
const fn = new Function(`return ${source}`)()

const times = Array.from({ length: 60 }, () => {
  const begin = performance.now()
  compile(fn)
  return performance.now() - begin
}).slice(20)

row(`compile of ${source.split('\n').length} lines, warm, ms (aim: under 20)`, {
  median: median(times),
  p95: percentile(times, 95),
})
row('  states', { count: Object.keys(compile(fn).states).length })
