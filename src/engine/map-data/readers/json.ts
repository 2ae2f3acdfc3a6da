import { isJsonObject, type Json } from '../../../json.ts'
import { type DataFile, type FileItem, type FileReader, readBytes } from '../data-file.ts'
import { itemReaderFailure } from '../item-reader-failure.ts'

/** Reads the elements of an array or the members of an object: the whole file, or what ItemsPointer points to. */
export const readJson: FileReader = async function* (file, { ItemsPointer = '' }) {
  const pointer = parsePointer(ItemsPointer)
  let isEmpty = true
  for await (const { value, path } of valuesAt(file, pointer.length + 1)) {
    if (!isBelow(pointer, path)) continue
    isEmpty = false
    yield toItem(value, path.at(-1))
  }
  if (isEmpty) await assertIterable(file, pointer)
}

const toItem = (value: Json, key: string | number | undefined): FileItem =>
  typeof key === 'string' ? { value, key } : { value }

/** A file without items has an empty array or object where they should be. @throws StateFailure if it has anything else */
const assertIterable = async (file: DataFile, pointer: readonly string[]): Promise<void> => {
  for await (const { value, path } of valuesAt(file, pointer.length)) {
    if (isBelow(pointer, path) && (Array.isArray(value) || isJsonObject(value))) return
  }
  throw itemReaderFailure('Attempting to map over non-iterable node.')
}

const isBelow = (pointer: readonly string[], path: ValueInFile['path']): boolean =>
  pointer.every((key, level) => key === String(path[level]))

/** The keys of a JSON pointer (RFC 6901). */
const parsePointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

interface ValueInFile {
  readonly value: Json
  /** The keys and indices that lead to it. */
  readonly path: readonly (string | number | undefined)[]
}

/** The values at a depth of a JSON file, each as soon as it is complete. */
async function* valuesAt(file: DataFile, depth: number): AsyncGenerator<ValueInFile, void> {
  const { JSONParser } = await import('@streamparser/json')
  const parser = new JSONParser({ paths: [`$${'.*'.repeat(depth)}`], keepStack: false })
  let values: ValueInFile[] = []
  parser.onValue = ({ value, key, stack }) => {
    if (value === undefined) return
    values.push({ value, path: [...stack.slice(1).map((level) => level.key), key] })
  }
  for await (const chunk of readBytes(file)) {
    parser.write(chunk)
    yield* values
    values = []
  }
  // A file that ends with a number is complete only now; one that ends too early is an error.
  if (!parser.isEnded) parser.end()
  yield* values
}
