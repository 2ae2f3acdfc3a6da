import { expect, test } from 'vitest'
import { coveragePicture, coveragePictures } from '../../../src/testing/coverage/coverage-mermaid.ts'
import { missedThresholds, totalsOf } from '../../../src/testing/coverage/coverage-metrics.ts'
import { createReport } from '../../../src/testing/coverage/coverage-report.ts'
import { coverageTable } from '../../../src/testing/coverage/coverage-table.ts'
import { type DefinitionCoverage, uncovered } from '../../../src/testing/coverage/definition-coverage.ts'
import { toLcov } from '../../../src/testing/coverage/lcov.ts'
import { prepareDefinition } from '../../../src/testing/prepared-definition.ts'
import { orders } from '../orders.ts'

const { states } = prepareDefinition(orders, 'STANDARD')

/** The coverage of a run in which the Map had no items. */
const coverage = (): DefinitionCoverage => {
  const reached = ['price', 'route', 'each']
  const { name, states: all } = uncovered('orders', states)
  for (const state of all) if (reached.includes(state.name)) state.hits = 1
  for (const { next, choices } of all) for (const transition of [next, ...choices]) if (transition) transition.hits = 1
  return { name, states: all }
}

const lines = new Map([
  ['price', 3],
  ['route', 5],
  ['each', 6],
  ['ship', 6],
])

const report = await createReport([{ file: '/a.test.ts', definitions: [coverage()] }], async () => ({
  file: 'src/orders.ts',
  lines,
}))

test('the report has the ratio of each metric', () => {
  expect(report.totals).toEqual({
    states: { covered: 3, total: 5, percent: 60 },
    choices: { covered: 1, total: 2, percent: 50 },
    catchers: { covered: 0, total: 1, percent: 0 },
    retriers: { covered: 0, total: 1, percent: 0 },
    paths: { covered: 0, total: 1, percent: 0 },
  })
})

test('the report has each state with its line', () => {
  expect(report.definitions[0]?.states.map(({ name, line }) => [name, line])).toEqual([
    ['price', 3],
    ['route', 5],
    ['each', 6],
    ['ship', 6],
    ['rejected', null],
  ])
})

test('the source is searched from all test files that ran the definition', async () => {
  const tests = ['/a.test.ts', '/b.test.ts'].map((file) => ({ file, definitions: [coverage()] }))
  const searched: (readonly string[])[] = []
  await createReport(tests, async (_definition, testFiles) => void searched.push(testFiles))
  expect(searched).toEqual([['/a.test.ts', '/b.test.ts']])
})

test('the table has a row for each definition', () => {
  expect(coverageTable(report)).toBe(
    `
----------------|----------|-----------|------------|------------|---------|------------
Definition      | % States | % Choices | % Catchers | % Retriers | % Paths | Not reached
----------------|----------|-----------|------------|------------|---------|------------
All definitions |       60 |        50 |          0 |          0 |       0 |
 orders         |       60 |        50 |          0 |          0 |       0 | price.catch[0], price.retry[0], route.default, each.itemProcessor, ship, rejected
----------------|----------|-----------|------------|------------|---------|------------
`.trim(),
  )
})

test('a metric without anything to reach has no percentage and meets any threshold', async () => {
  const { states: one } = prepareDefinition({ startAt: 'a', states: { a: { type: 'succeed' } } }, 'STANDARD')
  const empty = await createReport([{ file: '', definitions: [uncovered('one', one)] }], async () => undefined)
  expect(coverageTable(empty).split('\n')[4]).toBe(
    ` one${' '.repeat(12)}|        0 |         - |          - |          - |       - | a`,
  )
  expect(missedThresholds(empty.totals, { choices: 100 })).toEqual([])
})

test('each threshold that is not met has a line', () => {
  expect(missedThresholds(report.totals, { states: 60, choices: 50.01, catchers: 1 })).toEqual([
    'coverage of choices is 50 %, below the threshold of 50.01 %',
    'coverage of catchers is 0 %, below the threshold of 1 %',
  ])
})

test('a percentage is never rounded up to a threshold', () => {
  const states = coverage().states.flatMap((state, first) =>
    Array.from({ length: 600 }, (_, index) => ({ ...state, hits: first + index })),
  )
  expect(totalsOf([{ name: 'many', states }]).states).toEqual({ covered: 2999, total: 3000, percent: 99.96 })
})

test('lcov has a function and the branches of each state with a line', () => {
  expect(toLcov(report)).toBe(`TN:stepwise
SF:src/orders.ts
FN:3,price
FN:5,route
FN:6,each
FN:6,ship
FNDA:1,price
FNDA:1,route
FNDA:1,each
FNDA:0,ship
FNF:4
FNH:3
BRDA:3,0,0,0
BRDA:3,0,1,0
BRDA:5,1,0,1
BRDA:5,1,1,0
BRDA:6,2,0,0
BRF:5
BRH:1
DA:3,1
DA:5,1
DA:6,0
LF:3
LH:2
end_of_record
`)
})

test('a definition without a source file is not in lcov', async () => {
  expect(toLcov(await createReport([{ file: '', definitions: [coverage()] }], async () => undefined))).toBe('')
})

test('the picture marks states and transitions that were not reached', () => {
  const [definition] = report.definitions
  expect(definition && coveragePicture(definition)).toBe(`flowchart TD
  s0["price: 1"]
  s1{"route: 1"}
  s2["each: 1"]
  subgraph s2p0 ["each.itemProcessor"]
  s3["ship: 0"]:::missed
  end
  s4(["rejected: 0"]):::missed
  s0 --> s1
  s0 -->|"catch[0]"| s4
  s0 -->|"retry[0]"| s0
  s1 -->|"choices[0]"| s2
  s1 -->|"default"| s4
  s2 --> s3
  classDef missed fill:#fee2e2,stroke:#dc2626,color:#7f1d1d,stroke-dasharray:4
  linkStyle 1,2,4,5 stroke:#dc2626,stroke-dasharray:4`)
})

test('names cannot break the picture', async () => {
  const definition = { name: 'odd', startAt: 'a"b', states: { 'a"b': { type: 'succeed' } } }
  const odd = uncovered('odd', prepareDefinition(definition, 'STANDARD').states)
  const pictures = coveragePictures(await createReport([{ file: '', definitions: [odd] }], async () => undefined))
  expect(pictures).toContain('s0(["a#34;b: 0"]):::missed')
})
