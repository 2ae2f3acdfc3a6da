import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonSyntaxError } from '../src/json-syntax-error.ts'

const messageFor = (text: string) => jsonSyntaxError(text)?.message

describe('jsonSyntaxError', () => {
  it.each([
    [
      'not some json',
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ],
    ["{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"],
    ['{"a":1 "b":2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries"],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name"],
    [
      '[01]',
      "Unexpected character ('0' (code 48)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ],
    ['{"a":', 'Unexpected end-of-input: expected close marker for Object'],
    ['["a', 'Unexpected end-of-input: was expecting closing quote for a string value'],
    [
      '"a\nb"',
      'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value',
    ],
    ['"\\x"', "Unrecognized character escape 'x' (code 120)"],
    ['', 'No content to map due to end-of-input'],
    ['{} {}', "Unexpected character ('{' (code 123)): was expecting the end of the text"],
  ])('is for %s: %s', (text, message) => {
    expect(messageFor(text)).toBe(message)
  })

  it('has the line and the column up to which it read', () => {
    expect(jsonSyntaxError('not a definition')).toMatchObject({ line: 1, column: 4 })
    expect(jsonSyntaxError('{\n  "a": oops\n}')).toMatchObject({ line: 2, column: 12 })
  })

  it('exists for exactly the strings that JSON.parse refuses', () => {
    const isJson = (text: string) => {
      try {
        JSON.parse(text)
        return true
      } catch {
        return false
      }
    }
    const nearJson = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', '\\', '-', '.', 'e', '0', 'a', ' ', '\n'),
      )
      .map(([json, at, put]) => json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1))
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), nearJson), (text) => {
        expect(jsonSyntaxError(text) === undefined).toBe(isJson(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('works at any depth', () => {
    expect(messageFor('['.repeat(200_000))).toMatch(/close marker for Array/)
  })
})
