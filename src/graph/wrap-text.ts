import { withoutControls } from '../without-controls.ts'

/** The width of a character, in ems. The fonts of viewers differ: this is a wide one. */
const emsOf = (character: string): number => {
  if (character >= '\u1100') return 1
  if (/[ijlI.,:;|!'()[\]{} ftr]/.test(character)) return 0.39
  if (/[mwMW@%&+<>=~]/.test(character)) return 0.9
  return /[A-Z]/.test(character) ? 0.72 : 0.62
}

/** The least width of a line of text at a font size. */
export const textWidth = (text: string, fontSize: number): number => {
  let ems = 0
  for (const character of text) ems += emsOf(character)
  return ems * fontSize
}

/** The limits of wrapped text. */
interface TextLimits {
  readonly fontSize: number
  readonly maxWidth: number
  readonly maxLines: number
}

/** Breaks a string into lines, after words and punctuation and before capital letters. The last line ends in `…` if the string does not fit. */
export const wrapText = (text: string, { fontSize, maxWidth, maxLines }: TextLimits): string[] => {
  const fits = (line: string): boolean => textWidth(line, fontSize) <= maxWidth
  const lines: string[] = []
  let line = ''
  for (const piece of withoutControls(text)
    .split(breaks)
    .flatMap((piece) => cut(piece, fits))) {
    if (!fits(line + piece.trimEnd()) && line !== '') {
      lines.push(line.trim())
      line = ''
    }
    line += piece
  }
  lines.push(line.trim())
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), ellipsis(lines[maxLines - 1] ?? '', fits)]
}

const breaks = /(?<=[\s\-_/.:,])|(?<=\p{Ll})(?=\p{Lu})/u

/** Cuts a piece that is wider than a line. */
const cut = (piece: string, fits: (line: string) => boolean): string[] => {
  if (fits(piece)) return [piece]
  const pieces: string[] = []
  let current = ''
  for (const character of piece) {
    if (!fits(current + character)) {
      pieces.push(current)
      current = ''
    }
    current += character
  }
  return [...pieces, current]
}

const ellipsis = (line: string, fits: (line: string) => boolean): string => {
  const characters = Array.from(line)
  while (characters.length > 0 && !fits(`${characters.join('')}…`)) characters.pop()
  return `${characters.join('').trimEnd()}…`
}
