// jsonpath-cases.mjs FOLDER RESULTS [--show]: compares our paths with what Jayway JsonPath 2.0.0 gave, case by case, and writes the
// results in the form that compare-floors.mjs reads. --show prints what differs.
import { readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { createJiti } from 'jiti'

const [folder, results, show] = process.argv.slice(2)
const { parsePath } = await createJiti(import.meta.url).import('../src/expressions/json-path.ts')
const documents = JSON.parse(readFileSync(`${folder}/documents.json`, 'utf8'))

/** The result of a path: its value, or that it is refused, finds nothing or does not fit. Past the end of an array there is null. */
const outcomeOf = (text, input) => {
  let path
  try {
    path = parsePath(text)
  } catch (error) {
    if (error.name === 'ExpressionSyntaxError') return { failure: 'refused' }
    throw error
  }
  const scope = { input, context: () => ({}), variables: {} }
  const value = path.find(scope)
  if (value !== undefined) return { definite: path.definite, value }
  const { reason } = path.explain(scope)
  return reason === 'past end' ? { definite: path.definite, value: null } : { failure: reason }
}

const expectedFailure = ({ error }) => (error === 'PathNotFoundException' ? 'absent' : 'refused or misfit')

/** True if two objects also have their members in the same order. */
const isSame = (a, b) => isDeepStrictEqual(a, b) && JSON.stringify(a) === JSON.stringify(b)

const verdictOf = (expected, outcome) => {
  if (!expected.error)
    return !outcome.failure && outcome.definite === expected.definite && isSame(outcome.value, expected.value)
  return expectedFailure(expected) === 'absent'
    ? outcome.failure === 'absent'
    : outcome.failure === 'refused' || outcome.failure === 'misfit'
}

const found = []
for (const [kind, file] of [
  ['jsonpath-by-hand', 'by-hand.jsonl'],
  ['jsonpath-generated', 'generated.jsonl'],
]) {
  const classes = new Map()
  const lines = readFileSync(`${folder}/${file}`, 'utf8').trim().split('\n')
  for (const line of lines) {
    const expected = JSON.parse(line)
    const input = kind === 'jsonpath-by-hand' ? documents[expected.doc] : expected.doc
    const outcome = outcomeOf(expected.path, input)
    const isPassed = verdictOf(expected, outcome)
    found.push({ kind, verdict: isPassed ? 'passed' : 'failed' })
    const name = expected.error ? expectedFailure(expected) : expected.definite ? 'one value' : 'several values'
    const count = classes.get(name) ?? { passed: 0, total: 0, others: new Map() }
    classes.set(name, count)
    count.total++
    if (isPassed) count.passed++
    else {
      const ours = outcome.failure ?? 'a value'
      count.others.set(ours, (count.others.get(ours) ?? 0) + 1)
      if (show) console.log(`${kind}  ${expected.path}  ${name}, here ${ours}`)
    }
  }
  for (const [name, { passed, total, others }] of classes) {
    const rest = [...others].map(([ours, count]) => `, ${count} here ${ours}`).join('')
    console.log(`${kind.padEnd(20)} ${name.padEnd(18)} ${passed} of ${total}${rest}`)
  }
}
writeFileSync(results, JSON.stringify(found))
