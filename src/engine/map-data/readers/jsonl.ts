import { byteLength } from '../../../json.ts'
import { causeOf } from '../cause-of.ts'
import { type FileReader, MAX_ITEM_BYTES, readText } from '../data-file.ts'
import { itemReaderFailure } from '../item-reader-failure.ts'

/** Reads JSON Lines: one item a line. Empty lines are skipped. */
export const readJsonLines: FileReader = async function* (file) {
  let number = 0
  for await (const line of linesOf(readText(file))) {
    number++
    if (line.trim() !== '') yield { value: parseLine(line, number) }
  }
}

const parseLine = (line: string, number: number) => {
  if (line.length > MAX_ITEM_BYTES || byteLength(line) > MAX_ITEM_BYTES)
    throw itemReaderFailure(`The item in line ${number} is larger than 8 MB`)
  try {
    return JSON.parse(line)
  } catch (error) {
    throw itemReaderFailure(`Line ${number} is not JSON: ${causeOf(error)}`)
  }
}

/** The lines of a text. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string, void> {
  let rest = ''
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line
    if (rest.length > MAX_ITEM_BYTES) throw itemReaderFailure('A line is larger than 8 MB')
  }
  if (rest !== '') yield rest
}
