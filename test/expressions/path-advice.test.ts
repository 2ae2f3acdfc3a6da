import { describe, expect, it } from 'vitest'
import { pathAdvice } from '../../src/expressions/path-advice.ts'

const hintsOf = (text: string) => pathAdvice(text).map(({ hint }) => hint)

describe('pathAdvice', () => {
  it.each([
    ['$.a[-1].b', 'write [(@.length-1)]'],
    ['$.a[0,-2]', 'write [(@.length-2)]'],
    ['$.a[1:-1]', 'write [1:] or [:-1]'],
    ['$.a.length()', 'use States.ArrayLength'],
    ['$.a.sum()', 'use an intrinsic function or JSONata'],
    ['$.a[?(@.b == home)]', "write 'home'"],
    ['$.a[?(@.b == "home")]', "write 'home'"],
    ['$.a[?(@.b == 1 and @.c == 2)]', 'write && or ||: words are not operators'],
    ['$.a[?((@.b == 1 || @.c) && @.d)]', 'leave them out'],
    ["$.a[?(@.b =~ 'x')]", 'write a pattern: /a.*/'],
    ['$.a[?(@.b[-1] == 1)]', 'write [(@.length-1)]'],
    ['States.ArrayLength($.a[-1])', 'write [(@.length-1)]'],
  ])('on %s: %s', (text, hint) => {
    expect(hintsOf(text)).toEqual([hint])
  })

  it.each([
    '$.a',
    "$.a['b c'][0][(@.length-1)][1:][:-1]",
    "$.a[?(@.b == 'home' && @.c > 1.5 || @.d == true && !@.e && @.f == null && @.g =~ /x/i)]",
    'not a path',
    'States.Nope()',
  ])('has none on %s', (text) => {
    expect(pathAdvice(text)).toEqual([])
  })
})
