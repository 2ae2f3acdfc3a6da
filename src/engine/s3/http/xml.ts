/** The content of an element: a value, elements, or an array if the element is repeated. */
export type XmlContent = string | number | boolean | undefined | XmlElements | readonly (string | XmlElements)[]
export interface XmlElements {
  readonly [name: string]: XmlContent
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** Writes a document with one root. Elements that are `undefined` are left out. */
export const writeXml = (root: string, elements: XmlElements, namespace = true): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace ? ` xmlns="${NAMESPACE}"` : ''}>${write(elements)}</${root}>`

const write = (elements: XmlElements): string =>
  Object.entries(elements)
    .flatMap(([name, content]) => [content].flat().map((one) => writeElement(name, one)))
    .join('')

const writeElement = (name: string, content: Exclude<XmlContent, readonly unknown[]>): string => {
  if (content === undefined) return ''
  return `<${name}>${typeof content === 'object' ? write(content) : escaped(String(content))}</${name}>`
}

const characters = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])
const entities = new Map(Array.from(characters, ([name, character]) => [character, `&${name};`]))

/** Escapes text. XML reads every line break as `\n`, so `\r` is escaped too. */
const escaped = (text: string): string => text.replace(/[&<>"'\r]/g, (char) => entities.get(char) ?? '&#13;')

const LAST_CODE_POINT = 0x10ffff

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) => {
    if (name) return characters.get(name) ?? all
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : all
  })

/** The contents of all elements of a name, anywhere in the document. S3's requests never nest elements of the same name. */
export const elementsNamed = (name: string, xml: string): string[] =>
  Array.from(
    xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g')),
    ([, content]) => content ?? '',
  )

/** The unescaped content of the first element of a name. */
export const textNamed = (name: string, xml: string): string | undefined => {
  const [content] = elementsNamed(name, xml)
  return content === undefined ? undefined : unescaped(content)
}
