import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Box } from '../../src/graph/boxes.ts'
import { layoutGraph, type MachineBox } from '../../src/graph/layout-graph.ts'
import { readGraph } from '../../src/graph/read-graph.ts'
import { arbitraryDefinition } from '../../src/testing.ts'

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

const contains = (outer: Omit<Box, 'x' | 'y'>, inner: Box): boolean =>
  inner.x >= 0 &&
  inner.y >= 0 &&
  inner.x + inner.width <= outer.width + 0.01 &&
  inner.y + inner.height <= outer.height + 0.01

interface NamedBox extends Box {
  readonly name: string
}

/** The boxes of a machine that overlap each other or leave the box around them, at any depth. */
const misplaced = (machine: MachineBox): string[] => {
  const nodes = machine.nodes.map((box): NamedBox => ({ ...box, name: box.node.name || box.node.kind }))
  const labels = machine.edges
    .filter(({ label }) => label.length > 0)
    .map(({ labelBox, edge }): NamedBox => ({ ...labelBox, name: `label ${edge.label}` }))
  return [
    ...overlapping([...nodes, ...labels]),
    ...nodes.filter((box) => !contains(machine, box)).map(({ name }) => `${name} leaves its machine`),
    ...machine.nodes.flatMap((node) => [
      ...overlapping(node.machines.map((box) => ({ ...box, name: box.machine.label }))),
      ...node.machines.filter((box) => !contains(node, box)).map(({ machine }) => `${machine.label} leaves its state`),
      ...node.machines.flatMap(misplaced),
    ]),
  ]
}

const overlapping = (boxes: readonly NamedBox[]): string[] =>
  boxes.flatMap((box, index) =>
    boxes.slice(index + 1).flatMap((other) => (overlap(box, other) ? [`${box.name} overlaps ${other.name}`] : [])),
  )

const misplacedIn = (definition: unknown): string[] => misplaced(layoutGraph(readGraph(definition).machine))

test('no boxes overlap in generated definitions', () => {
  fc.assert(
    fc.property(arbitraryDefinition(), (definition) => {
      expect(misplacedIn(definition)).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test('states that follow one another are below one another, and joined by straight lines', () => {
  const states = {
    a: { type: 'pass', next: 'a state with a longer name' },
    'a state with a longer name': { type: 'wait', seconds: 5, next: 'c' },
    c: { type: 'pass', end: true },
  }
  const { nodes, edges, width } = layoutGraph(readGraph({ startAt: 'a', states }).machine)
  expect(nodes.map((box) => box.x + box.width / 2)).toEqual(nodes.map(() => width / 2))
  const boxes = new Map(nodes.map((box) => [box.node.id, box]))
  for (const { edge, points } of edges) {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)]
    expect(points).toEqual([
      { x: width / 2, y: (from?.y ?? 0) + (from?.height ?? 0) },
      { x: width / 2, y: to?.y },
    ])
  }
})

test('the branches of a wide Parallel state have several rows', () => {
  const branches = Array.from({ length: 40 }, () => ({ type: 'pass', end: true }))
  const definition = { startAt: 'wide', states: { wide: { type: 'parallel', branches, end: true } } }
  expect(misplacedIn(definition)).toEqual([])
  expect(layoutGraph(readGraph(definition).machine).width).toBeLessThan(2000)
})

test('transitions from many states to one end run along one line', () => {
  const states = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `s${index}`,
      {
        type: 'task',
        resource: 'lambda/a',
        catch: { errorEquals: 'A', next: 'failed' },
        next: index < 11 ? `s${index + 1}` : 'done',
      },
    ]),
  )
  const definition = { startAt: 's0', states: { ...states, done: { type: 'succeed' }, failed: { type: 'fail' } } }
  const { edges } = layoutGraph(readGraph(definition).machine)
  const ends = edges.filter(({ edge }) => edge.kind === 'catch').map(({ points }) => points.at(-1))
  expect(new Set(ends.map((point) => JSON.stringify(point))).size).toBe(1)
  expect(misplacedIn(definition)).toEqual([])
})

const definitions = new URL('../../../shared/definitions/', import.meta.url)

test.skipIf(!existsSync(definitions))(
  'no boxes overlap in the definitions of real projects (skipped without ../shared)',
  () => {
    const files = readdirSync(definitions).filter((file) => file.endsWith('.json'))
    const found = files.map((file) => [file, misplacedIn(JSON.parse(readFileSync(new URL(file, definitions), 'utf8')))])
    expect(found.filter(([, problems]) => problems?.length)).toEqual([])
    expect(files.length).toBeGreaterThan(0)
  },
)
