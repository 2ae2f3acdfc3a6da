import { expect, test } from 'vitest'
import { uncovered } from '../../../src/testing/coverage/definition-coverage.ts'
import { SourceFiles } from '../../../src/testing/coverage/find-source.ts'
import { locateStates } from '../../../src/testing/coverage/locate-states.ts'
import { prepareDefinition } from '../../../src/testing/prepared-definition.ts'
import { orders } from '../orders.ts'

const coverageOf = (definition: object) => {
  const { name, states } = prepareDefinition(definition, 'STANDARD')
  return uncovered(name, states)
}

const two = coverageOf({
  name: 'two',
  startAt: 'a',
  states: { a: { type: 'pass', next: 'b-1' }, 'b-1': { type: 'pass', end: true } },
})

const linesIn = (text: string, definition = two) => Object.fromEntries(locateStates(text, definition).lines)

const literal = `import { x } from './x.ts'
const two = {
  name: 'two',
  startAt: 'a',
  states: {
    a: { type: 'pass', next: 'b-1' },
    'b-1': {
      type: 'pass', end: true },
  },
}
`

test.for([
  ['TypeScript', literal, { a: 6, 'b-1': 7 }],
  ['JSON', '{ "States": {\n"a": { "Type": "Pass" },\n"b-1":\n{ "End": true, "Type": "Pass" } } }', { a: 2, 'b-1': 3 }],
  ['YAML', 'States:\n  a:\n    Type: Pass\n  b-1:\n    Type: Pass\n', { a: 2, 'b-1': 4 }],
  ['calls', "const d = { name: 'two', states: {\n  a: task('x'),\n 'b-1': done } }", { a: 2, 'b-1': 3 }],
  ['handlers above', `const handlers = {\n a: () => 1 }\n${literal}`, { a: 8, 'b-1': 9 }],
  ['another definition above', `${literal.replace("'two'", "'one'")}${literal}`, { a: 16, 'b-1': 17 }],
  ['no definition', "const next = 'a'\nconst b = { aa: 1 }", {}],
] as const)('finds the lines in a file with %s', ([, text, lines]) => {
  expect(linesIn(text)).toEqual(lines)
})

test('names are no patterns', () => {
  const definition = coverageOf({ startAt: 'a.*(', states: { 'a.*(': { type: 'succeed' } } })
  expect(linesIn("states: {\n  'a.*(': { type: 'succeed' } }", definition)).toEqual({ 'a.*(': 2 })
})

const filesOf = (texts: Readonly<Record<string, string>>) =>
  new SourceFiles({
    readText: (file) => texts[file],
    resolveImport: async (specifier) => {
      const file = specifier.replace(/^\.\/|^@\//, '/')
      return Object.hasOwn(texts, file) ? file : undefined
    },
  })

test('the source of a definition is found through the imports of the test file', async () => {
  const files = filesOf({
    '/a.test.ts': "import { helper } from './helper.ts'\nconst handlers = { a: 1 }",
    '/helper.ts': "export { two } from '@/two.ts'\nimport fs from 'node:fs'",
    '/two.ts': literal,
  })
  const source = await files.find(two, ['/a.test.ts'])
  expect(source?.file).toBe('/two.ts')
})

test('files that import each other are read once', async () => {
  const files = filesOf({ '/a.test.ts': "import './b.ts'", '/b.ts': "import './a.test.ts'" })
  expect(await files.find(two, ['/a.test.ts'])).toBe(undefined)
})

test('a file that is read by its path is found', async () => {
  const asl = '{ "StartAt": "a", "States": { "a": { "Type": "Pass" }, "b-1": { "Type": "Pass" } } }'
  const files = filesOf({
    '/a.test.ts': "readFileSync(new URL('./two.asl.json', import.meta.url))",
    '/two.asl.json': asl,
  })
  expect((await files.find(two, ['/a.test.ts']))?.file).toBe('/two.asl.json')
})

test('a definition that no file has is not found', async () => {
  const files = filesOf({ '/a.test.ts': literal })
  expect(await files.find(coverageOf(orders), ['/a.test.ts'])).toBe(undefined)
})
