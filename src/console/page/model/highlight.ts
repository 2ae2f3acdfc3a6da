/** A piece of JSON, or of a literal, of one kind. */
export interface CodeToken {
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'plain'
  readonly text: string
}

const tokens =
  /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(\s*:)?|([A-Za-z_$][\w$]*)(?=\s*:)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

/** Splits JSON or a literal into pieces for colouring: one plain piece if there are more than `most`. The pieces make up the whole text. */
export const highlight = (text: string, most = Number.POSITIVE_INFINITY): CodeToken[] => {
  const found: CodeToken[] = []
  let end = 0
  for (const match of text.matchAll(tokens)) {
    if (found.length > most) return [{ kind: 'plain', text }]
    const [whole, quoted, colon, name, number, word] = match
    if (match.index > end) found.push({ kind: 'plain', text: text.slice(end, match.index) })
    end = match.index + whole.length
    if (quoted !== undefined) {
      found.push({ kind: colon === undefined ? 'string' : 'key', text: quoted })
      if (colon !== undefined) found.push({ kind: 'plain', text: colon })
    } else
      found.push({
        kind: name !== undefined ? 'key' : number !== undefined ? 'number' : word ? 'word' : 'plain',
        text: whole,
      })
  }
  if (end < text.length) found.push({ kind: 'plain', text: text.slice(end) })
  return found
}
