import { isJsonObject } from '../../../json.ts'

const WIDTH = 100

/** Writes a JSON value as a JavaScript literal, on one line if it fits. */
export const formatLiteral = (value: unknown, indent = ''): string => {
  const short = onOneLine(value)
  if (indent.length + short.length <= WIDTH) return short
  const inner = `${indent}  `
  if (Array.isArray(value))
    return block(
      '[',
      value.map((item) => formatLiteral(item, inner)),
      { end: ']', indent },
    )
  if (!isJsonObject(value)) return short
  const members = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${formatLiteral(item, inner)}`)
  return block('{', members, { end: '}', indent })
}

const block = (begin: string, lines: readonly string[], { end, indent }: { end: string; indent: string }): string =>
  [begin, ...lines.map((line) => `${indent}  ${line},`), indent + end].join('\n')

const onOneLine = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (!isJsonObject(value)) return String(value)
  const members = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${onOneLine(item)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** `__proto__` is written as a computed key: as a plain one it would set the prototype. */
const keyOf = (key: string): string => {
  if (key === '__proto__') return "['__proto__']"
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
}

const quoted = (text: string): string => {
  const escaped = JSON.stringify(text)
  return escaped.includes("'") ? escaped : `'${escaped.slice(1, -1).replaceAll('\\"', '"')}'`
}
