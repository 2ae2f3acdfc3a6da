import { withoutControls } from '../without-controls.ts'

/** Characters that take two columns of a terminal, and those that take none (Unicode Standard Annex 11). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u
const narrow = /[\p{Mn}\p{Me}\p{Cf}]/u

/** The number of columns of a terminal that a string without colours takes. */
export const textColumns = (text: string): number => {
  let columns = 0
  for (const character of text) columns += columnsOf(character)
  return columns
}

const columnsOf = (character: string): number => {
  if (character < '\u0300') return 1
  if (narrow.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** Returns a string as one line without control characters. It ends in `…` if the string takes more than the given columns. */
export const fitText = (text: string, columns: number): string => {
  const line = oneLine(text, columns)
  if (textColumns(line) <= columns) return line
  let cut = ''
  let left = columns - 1
  for (const character of line) {
    left -= columnsOf(character)
    if (left < 0) break
    cut += character
  }
  return `${cut}…`
}

/** Returns one line without control characters. A long string is cut first, as only its beginning is shown: a cause can have 32 KB. */
const oneLine = (text: string, columns: number): string =>
  withoutControls(text.slice(0, 4 * columns + 100))
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Does the same as {@link fitText}, and adds spaces up to the given columns. */
export const padText = (text: string, columns: number): string => {
  const fitted = fitText(text, columns)
  return fitted + ' '.repeat(Math.max(0, columns - textColumns(fitted)))
}

/**
 * Text without control characters, in lines that are broken between words. A longer word, such as an ARN, stays in one piece. Text that
 * takes more than `maxLines` lines ends in `…`.
 */
export const wrapColumns = (text: string, columns: number, maxLines: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of fitText(text, columns * maxLines).split(' ')) {
    if (line !== '' && textColumns(`${line} ${word}`) > columns) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
