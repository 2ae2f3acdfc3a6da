import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkJsonata } from '../../src/expressions/jsonata-check.ts'

const check = (text: string, fields = { result: false, errorOutput: false }): string[] =>
  checkJsonata(text, fields).map(({ message }) => message)

// The expected findings were measured with ValidateStateMachineDefinition.
describe('a reference at the top level', () => {
  it.each([
    'phone',
    'phone[0].number',
    '-phone',
    'phone ? 1 : 2',
    '$states.input.a ? phone : 2',
    "phone & 'x'",
    '$sum(phone)',
    'phone(1)',
    'phone ~> $string()',
    '[1..phone]',
    '(phone).other',
    '[phone].other',
    '{phone: 1}',
    '($x := phone; $x)',
    '$map($states.input.a, function($y){ phone })',
    '$count(phone[inner])',
    'phone.**.deeper',
  ])('is refused in %s', (text) => {
    expect(check(text)).toEqual(["Reference to 'phone' at the top level is not supported."])
  })

  it.each([
    '$states.input.items[phone > 3]',
    '$states.input.a^(phone)',
    "$states.input.a{'k': phone}",
    '$states.input.a.(phone)',
    "$states.input ~> |phone|{'b': 1}|",
    '**.phone',
    "{'k': 1}.phone",
    '$states.input.a[$ > 1]',
    'function($x){ $x.phone }',
    "'phone'",
    '$phone',
    '$now()',
  ])('is none in %s', (text) => {
    expect(check(text)).toEqual([])
  })

  it('to the context itself is refused too', () => {
    expect(check('$.phone')).toEqual(["Reference to '$' at the top level is not supported."])
    expect(check('$$.phone')).toEqual(["Reference to '$$' is not supported."])
  })

  it('is reported once each, in the order of writing', () => {
    expect(check('[b, a, b]')).toEqual([
      "Reference to 'b' at the top level is not supported.",
      "Reference to 'a' at the top level is not supported.",
    ])
  })
})

describe('a field of $states', () => {
  it.each(['$states.result', '$states.errorOutput.Cause', '$map($x, function($v){ $states.result })'])(
    'is refused if it does not exist in the field: %s',
    (text) => {
      const field = text.includes('errorOutput') ? 'errorOutput' : 'result'
      expect(check(text)).toEqual([`Field '$states.${field}' does not exist.`])
      expect(check(text, { result: true, errorOutput: true })).toEqual([])
    },
  )

  it('that there never is is refused', () => {
    expect(check('$states.item')).toEqual(["Field '$states.item' does not exist."])
    expect(check('$states.input.item')).toEqual([])
  })
})

describe('a string that is not an expression', () => {
  it.each([
    ['phone[1,2)', 'Expected "]", got ","'],
    ['', 'Unexpected end of expression'],
    ["'abc", 'String literal must be terminated by a matching quote'],
    ['/abc', 'No terminating / in regular expression'],
    ['}', 'The symbol "}" cannot be used as a unary operator'],
  ])('%j: %s', (text, message) => {
    expect(checkJsonata(text, { result: true, errorOutput: true })).toEqual([
      { code: 'INVALID_JSONATA_EXPRESSION', message },
    ])
  })

  it('never breaks the check', () => {
    const part = fc.constantFrom(
      '$',
      '$states',
      '.',
      'a',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ':=',
      '~>',
      '|',
      '^',
      '@',
      '#',
      '/',
      "'",
      '1',
      ' ',
      ';',
      'function',
      '?',
      ':',
    )
    const text = fc.oneof(
      fc.array(part, { maxLength: 15 }).map((parts) => parts.join('')),
      fc.string(),
    )
    fc.assert(
      fc.property(text, (source) => {
        expect(Array.isArray(check(source))).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })
})
