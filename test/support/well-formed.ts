const attribute = / [\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#\d+);[^"<&]*)*"/.source
const opening = new RegExp(`^<([a-zA-Z]+)((?:${attribute})*)(/?)>`)
const closing = /^<\/([a-zA-Z]+)>/
const content = /^[^<&]+/
const entity = /^&(?:amp|lt|gt|quot|#\d+);/
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\]\]>/u

/**
 * Checks that a document is well-formed XML of elements, attributes and text (XML 1.0, 2.1), and returns the names of its elements.
 * @throws Error with what follows the first mistake
 */
export const checkWellFormed = (xml: string): ReadonlySet<string> => {
  const names = new Set<string>()
  const open: string[] = []
  let rest = xml.trimEnd()
  if (forbidden.test(xml)) throw new Error('the document has a character that XML forbids')
  while (rest !== '') {
    const [text, name = '', , isEmpty] = opening.exec(rest) ?? []
    const [end, closed] = closing.exec(rest) ?? []
    const token = text ?? end ?? content.exec(rest)?.[0] ?? entity.exec(rest)?.[0]
    if (token === undefined || (open.length === 0 && names.size > 0))
      throw new Error(`not well-formed at ${rest.slice(0, 80)}`)
    if (text !== undefined) {
      names.add(name)
      if (isEmpty === '') open.push(name)
    }
    if (end !== undefined && open.pop() !== closed) throw new Error(`unexpected ${end} before ${rest.slice(0, 80)}`)
    rest = rest.slice(token.length)
  }
  if (open.length > 0) throw new Error(`the elements ${open.join(', ')} are not closed`)
  return names
}
