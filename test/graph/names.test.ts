import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toDot, toMermaid, toSvg } from '../../src/graph.ts'
import { checkWellFormed } from '../support/well-formed.ts'

const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '<', '>', '&', ']', '%', '{', '}', '#', ';', '\n', '`', "'", '|', '-', 'a', ' '),
    minLength: 1,
  }),
  fc.constantFrom(
    '</text><script>alert(1)</script>',
    'a"]; b [label="',
    '__proto__',
    'constructor',
    '&amp;',
    '#35;',
    '%%{init: {}}%%',
    ']]>',
    '\\',
  ),
)

/** A definition in which user strings are in every place that a graph shows. */
const definitionOf = (strings: readonly [string, string, string, string]) => {
  const [a, b, c, d] = [...strings].map((string, index) => `${string}${index}`)
  const pass = { Type: 'Pass', End: true }
  return {
    StartAt: a,
    States: Object.fromEntries([
      [a, { Type: 'Task', Resource: c, Catch: [{ ErrorEquals: [d], Next: b }], Next: b }],
      [b, { Type: 'Choice', Choices: [{ Variable: `$.${c}`, StringEquals: d, Next: c }], Default: d }],
      [c, { Type: 'Fail', Error: a }],
      [
        d,
        {
          Type: 'Parallel',
          Branches: [{ StartAt: `${a}in`, States: Object.fromEntries([[`${a}in`, pass]]) }],
          End: true,
        },
      ],
    ]),
  }
}

const strings = fc.tuple(name, name, name, name)

test('an SVG document is well-formed XML for all names', () => {
  fc.assert(
    fc.property(strings, (given) => {
      const names = checkWellFormed(toSvg(definitionOf(given)))
      expect([...names].sort()).toEqual(['circle', 'g', 'path', 'polygon', 'rect', 'style', 'svg', 'text', 'title'])
    }),
  )
})

/** The lines of a document without the strings in quotes, which must end on their line. */
const skeleton = (text: string, string: RegExp): string[] =>
  text.split('\n').map((line) => {
    const rest = line.replaceAll(string, 'STRING')
    expect(rest).not.toContain('"')
    return rest
  })

const plain = ['a', 'b', 'c', 'd'] as const

test('the syntax of Mermaid is the same for all names', () => {
  const string = /"[^"]*"/g
  const expected = skeleton(toMermaid(definitionOf(plain)), string)
  fc.assert(
    fc.property(strings, (given) => {
      const mermaid = toMermaid(definitionOf(given))
      expect(skeleton(mermaid, string)).toEqual(expected)
      expect(mermaid.replaceAll('<br>', '').match(/[<>&`\\{}%](?![|>.])/g) ?? []).toEqual(
        toMermaid(definitionOf(plain))
          .replaceAll('<br>', '')
          .match(/[<>&`\\{}%](?![|>.])/g) ?? [],
      )
    }),
  )
})

test('the syntax of DOT is the same for all names', () => {
  const string = /"(?:[^"\\]|\\.)*"/g
  const expected = skeleton(toDot(definitionOf(plain)), string)
  fc.assert(
    fc.property(strings, (given) => {
      expect(skeleton(toDot(definitionOf(given)), string)).toEqual(expected)
    }),
  )
})
