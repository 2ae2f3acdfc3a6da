/**
 * A function in JSONata that has JavaScript's meaning for every value. An expression defines the functions that it calls at its start. In
 * their sources, undefined stands for a number that is NaN.
 */
interface PreludeFunction {
  readonly source: string
  readonly uses?: readonly PreludeName[]
}

/** The pattern of the names of members that every object inherits. */
export const INHERITED =
  '^(constructor|toString|toLocaleString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|__[a-zA-Z]+__)$'

const MOST = '1.7976931348623157e308'
const isObject = (value: string): string => `$type(${value}) in ["array", "object"]`
const isNullish = (value: string): string => `($type(${value}) = "null" or $not($exists(${value})))`
const typeError = (problem: string): string => `$error("TypeError: ${problem}")`

const functions = {
  js_member: {
    source: `function($o, $k) { $type($o) = "object" ? $lookup($o, $k) : ${isNullish('$o')} ? ${typeError('cannot read " & $k & " of null or undefined')} }`,
  },
  js_units: {
    source: 'function($s) { $length($s) + $count($match($encodeUrlComponent($s), /%F/)) }',
  },
  js_length: {
    source:
      'function($v) { $type($v) = "array" ? $count($v) : $type($v) = "string" ? $js_units($v) : $js_member($v, "length") }',
    uses: ['js_units', 'js_member'],
  },
  js_plain: {
    source:
      'function($s) { $contains($encodeUrlComponent($s), "%F") ? $error("RangeError: positions in a string with characters beyond U+FFFF are not supported") : $s }',
  },
  js_digits: {
    source:
      'function($n) { $number($string($n)) = $n ? $string($n) : $reduce([0..25], function($f, $k) { $f != "" ? $f : ( $s := $formatNumber($n, $k = 0 ? "0" : "0." & $pad("", $k, "0")); $number($s) = $n and $n < 9007199254740992 and $n > -9007199254740992 and ($n >= 0.000001 or $n <= -0.000001) ? $s : $k = 25 ? $error("RangeError: cannot convert a number to a string exactly") : "" ) }, "") }',
  },
  js_string: {
    source:
      'function($v) { $type($v) = "string" ? $v : $type($v) = "number" ? $js_digits($v) : $type($v) = "array" ? $join([$map($v, function($i) { $type($i) = "null" ? "" : $js_string($i) })], ",") : $type($v) = "object" ? "[object Object]" : $exists($v) ? $string($v) : "undefined" }',
    uses: ['js_digits'],
  },
  js_join: {
    source: 'function($a, $s) { $join([$map($a, function($i) { $type($i) = "null" ? "" : $js_string($i) })], $s) }',
    uses: ['js_string'],
  },
  js_at: {
    source: `function($o, $k) { ( $s := $js_string($k); $n := $contains($s, /^(0|[1-9][0-9]{0,9})$/) ? $number($s); $contains($s, /${INHERITED}/) and $not($type($o) = "object" and $exists($lookup($o, $s))) ? $error("TypeError: cannot read the inherited member " & $s) : $type($o) = "array" ? ($s = "length" ? $count($o) : $exists($n) ? $o[$n]) : $type($o) = "string" ? ($s = "length" ? $js_units($o) : $exists($n) and $n < $length($o) ? $substring($js_plain($o), $n, 1)) : $js_member($o, $s) ) }`,
    uses: ['js_string', 'js_units', 'js_plain', 'js_member'],
  },
  js_finite: {
    source: `function($n) { $n <= ${MOST} and $n >= -${MOST} ? $n : $error("RangeError: the result is not a finite number") }`,
  },
  js_parse: {
    source:
      'function($t) { ( $s := $replace($t, /^\\s+|\\s+$/, ""); $s = "" ? 0 : $contains($s, /^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?$/) ? $number($replace($replace($replace($s, /^\\+/, ""), /^(-?)\\./, "$10."), /\\.([eE]|$)/, "$1")) : $contains($s, /^0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)$/) ? $number($s) : $contains($s, /^[-+]?Infinity$/) ? $error("RangeError: the result is not a finite number") ) }',
  },
  js_number: {
    source: `function($v) { $type($v) = "number" ? $v : $type($v) = "boolean" ? ($v ? 1 : 0) : $type($v) = "null" ? 0 : $type($v) = "string" ? $js_parse($v) : $type($v) = "array" ? $js_parse($js_string($v)) }`,
    uses: ['js_parse', 'js_string'],
  },
  js_numeric: {
    source:
      'function($v) { ( $n := $js_number($v); $exists($n) ? $n : $error("RangeError: the result is not a number") ) }',
    uses: ['js_number'],
  },
  js_add: {
    source: `function($a, $b) { $type($a) = "number" and $type($b) = "number" ? $js_finite($a + $b) : "string" in [$type($a), $type($b)] or ${isObject('$a')} or ${isObject('$b')} ? $js_string($a) & $js_string($b) : $js_finite($js_numeric($a) + $js_numeric($b)) }`,
    uses: ['js_finite', 'js_string', 'js_numeric'],
  },
  js_compare: {
    source: `function($a, $b) { ( $x := ${isObject('$a')} ? $js_string($a) : $a; $y := ${isObject('$b')} ? $js_string($b) : $b; $s := $type($x) = "string" and $type($y) = "string"; $m := $s ? $x : $js_number($x); $n := $s ? $y : $js_number($y); $exists($m) and $exists($n) ? ($m < $n ? -1 : $m > $n ? 1 : 0) ) }`,
    uses: ['js_string', 'js_number'],
  },
  js_same: {
    source: `function($a, $b) { $exists($a) and $exists($b) ? (${isObject('$a')} and $type($a) = $type($b) ? ${typeError('cannot compare objects or arrays with ===')} : $a = $b) : $not($exists($a) or $exists($b)) }`,
  },
  js_array: {
    source: `function($v, $w) { $type($v) = "array" ? $v : ${typeError('" & $w & " needs an array')} }`,
  },
  js_iterate: {
    source: `function($v) { $type($v) = "array" ? $v : $type($v) = "string" ? ($v = "" ? [] : [$map([0..$length($v) - 1], function($i) { $substring($v, $i, 1) })]) : ${typeError('the value is not iterable')} }`,
  },
  js_one: {
    source: 'function($v) { $type($v) = "array" ? [[$v]] : $exists($v) ? [$v] : [null] }',
  },
  js_object: {
    source: `function($v) { $type($v) = "object" ? $v : ${isNullish('$v')} ? ${typeError('cannot destructure null or undefined')} : {} }`,
  },
  js_spread: {
    source: `function($v) { $type($v) = "object" ? $v : ($type($v) = "array" ? $count($v) > 0 : $type($v) = "string" and $v != "") ? ${typeError('cannot spread an array or string into an object')} : {} }`,
  },
  js_text: {
    source: `function($v, $w) { $type($v) = "string" ? $v : ${typeError('" & $w & " needs a string')} }`,
  },
  js_has: {
    source: `function($a, $v, $w) { $type($a) = "string" ? $contains($a, $js_string($v)) : ${isObject('$v')} ? ${typeError('cannot look for an object or array with includes')} : $v in $js_array($a, $w) }`,
    uses: ['js_array', 'js_string'],
  },
  js_index: {
    source: `function($a, $v, $w) { $type($a) = "string" ? ( $t := $js_string($v); $contains($a, $t) ? ($t = "" ? 0 : $js_units($substringBefore($a, $t))) : -1 ) : ${isObject('$v')} ? ${typeError('cannot look for an object or array with indexOf')} : $reduce($js_array($a, $w), function($f, $i, $k) { $f >= 0 ? $f : $i = $v ? $k : -1 }, -1) }`,
    uses: ['js_array', 'js_string', 'js_units'],
  },
  js_slice: {
    source: `function($v, $from, $to, $w) { ( $c := $type($v) = "string" ? $length($js_plain($v)) : $count($js_array($v, $w)); $clamp := function($n) { $n < 0 ? $max([0, $c + $n]) : $min([$n, $c]) }; $a := $clamp($from); $b := $exists($to) ? $clamp($to) : $c; $type($v) = "string" ? ($a < $b ? $substring($v, $a, $b - $a) : "") : $a < $b ? [$map([$a..$b - 1], function($i) { $v[$i] })[]] : [] ) }`,
    uses: ['js_plain', 'js_array'],
  },
  js_whole: {
    source: 'function($v) { ( $n := $js_number($v); $exists($n) ? ($n < 0 ? $ceil($n) : $floor($n)) : 0 ) }',
    uses: ['js_number'],
  },
  js_ends: {
    source: 'function($s, $t) { $length($t) <= $length($s) and $substring($s, $length($s) - $length($t)) = $t }',
  },
} as const satisfies Record<string, { source: string; uses?: readonly string[] }>

export type PreludeName = keyof typeof functions

const table: Readonly<Record<PreludeName, PreludeFunction>> = functions

/** An expression with the definitions of the prelude's functions that it calls before it. */
export const withPrelude = (source: string, names: ReadonlySet<PreludeName>): string => {
  if (names.size === 0) return source
  const needed = new Set<PreludeName>()
  const need = (name: PreludeName): void => {
    if (needed.has(name)) return
    for (const used of table[name].uses ?? []) need(used)
    needed.add(name)
  }
  for (const name of names) need(name)
  return `( ${[...needed].map((name) => `$${name} := ${table[name].source}; `).join('')}${source} )`
}

/** The same expression with a function of JSONata in place of the prelude's, for checks of the expression itself: the prelude is long. */
export const withoutPrelude = (text: string): string => {
  if (!text.includes('$js_')) return text
  const short = definitions.reduce((rest, definition) => rest.replaceAll(definition, ''), text)
  return short.replace(called, '$string')
}

const definitions = Object.entries(functions).map(([name, { source }]) => `$${name} := ${source}; `)
const called = new RegExp(`\\$(?:${Object.keys(functions).join('|')})\\b`, 'g')
