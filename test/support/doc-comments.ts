/** A doc comment (`/** … *\/`) and what it documents. */
export interface DocComment {
  /** The declared name on the line after the comment; undefined if the scanner does not know the line. */
  readonly name: string | undefined
  /** The interface or class around the comment. */
  readonly container: string | undefined
  /** The code after each `@example`. */
  readonly examples: readonly string[]
}

const comment = /^( *)\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*\n(.*)/gm
const container = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|class) (\w+)/gm
const declaration =
  /^\s*(?:export )?(?:declare )?(?:(?:abstract )?class|async function\*?|function\*?|const|interface|type) (\w+)/
const member = /^ +(?:(?:readonly|static|async|get|override) )*(\w+)/

/** Finds the doc comments of a formatted TypeScript file. */
export const docCommentsIn = (source: string): DocComment[] =>
  Array.from(source.matchAll(comment), ({ 1: indent = '', 2: body = '', 3: line = '', index }) => ({
    name: (declaration.exec(line) ?? member.exec(line))?.[1],
    container: indent === '' ? undefined : Array.from(source.slice(0, index).matchAll(container)).at(-1)?.[1],
    examples: examplesIn(body),
  }))

const examplesIn = (body: string): string[] => {
  const text = body.replaceAll(/^ *\* ?/gm, '')
  return Array.from(text.matchAll(/^ *@example\b(.*(?:\n(?! *@\w).*)*)/gm), ([, code = '']) => code.trim())
}
