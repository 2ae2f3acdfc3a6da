import { pipeline, Readable } from 'node:stream'
import type { Options } from 'csv-parse'
import { byteLength, type JsonObject } from '../../../json.ts'
import type { AslReaderConfig } from '../../interpreter/program/asl.ts'
import { type FileReader, MAX_ITEM_BYTES, readText } from '../data-file.ts'
import { itemReaderFailure } from '../item-reader-failure.ts'

const delimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const satisfies Record<
  NonNullable<AslReaderConfig['CSVDelimiter']>,
  string
>

/** The largest header (developer guide, input-output-itemreader). */
const MAX_HEADER_BYTES = 10 * 1024

/**
 * Reads delimited text: each row is an object of strings by the names in the header. Missing fields are empty, and further ones are
 * skipped (developer guide, example-csv-parse-dist-map).
 */
export const readCsv: FileReader = async function* (file, { CSVDelimiter = 'COMMA', CSVHeaderLocation, CSVHeaders }) {
  let headers = CSVHeaderLocation === 'GIVEN' ? checkedHeaders(CSVHeaders ?? []) : undefined
  for await (const row of rowsOf(readText(file), delimiters[CSVDelimiter])) {
    if (headers) yield { value: toItem(headers, row) }
    else headers = checkedHeaders(row)
  }
}

const checkedHeaders = (headers: readonly string[]): readonly string[] => {
  if (new Set(headers).size < headers.length) throw itemReaderFailure('CSV headers cannot contain duplicates.')
  if (byteLength(headers.join(',')) > MAX_HEADER_BYTES) throw itemReaderFailure('CSV headers cannot exceed 10 KiB.')
  return headers
}

const toItem = (headers: readonly string[], row: readonly string[]): JsonObject =>
  Object.fromEntries(headers.map((header, column) => [header, row[column] ?? '']))

/** The rows of delimited text, without empty lines. */
export async function* rowsOf(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<readonly string[], void> {
  const [{ parse }, { parse: parseNow }] = await Promise.all([import('csv-parse'), import('csv-parse/sync')])
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ITEM_BYTES,
  }
  const parser = parse({ ...options, raw: true })
  const parseRow = (raw: string) => parseNow(raw.replace(/\r?\n?$/, ''), { ...options, cast: unquote })[0] ?? []
  // Its errors are those of the parser, which is read below.
  pipeline(Readable.from(hideEscapes(text, delimiter)), parser, () => {})
  for await (const { record, raw } of parser) {
    // Doubled quotes also stand for one in a field without quotes. Only the slow `cast` knows if a field had quotes.
    const row = record.some(hasDoubledQuotes) ? parseRow(raw) : record
    yield row.map((field: string) => showEscaped(field, delimiter))
  }
}

const hasDoubledQuotes = (field: string): boolean => field.includes('""')

const unquote = (field: string, { quoting }: { quoting: boolean }): string =>
  quoting ? field : field.replaceAll('""', '"')

/** Stand for characters that a backslash escapes while the text is parsed. They are not characters of Unicode, so that no text has them. */
const hidden = { backslash: '\uFDD0', quote: '\uFDD1', delimiter: '\uFDD2' } as const

/**
 * Resolves backslashes, which escape backslashes, quotes and delimiters; one before any other character is removed (developer guide,
 * example-csv-parse-dist-map).
 */
async function* hideEscapes(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<string, void> {
  const standIns = new Map([
    ['\\', hidden.backslash],
    ['"', hidden.quote],
    [delimiter, hidden.delimiter],
  ])
  let pending = ''
  for await (const part of text) {
    const chunk = pending + part
    pending = /(?<!\\)(?:\\\\)*\\$/.test(chunk) ? '\\' : ''
    const complete = pending === '' ? chunk : chunk.slice(0, -1)
    yield complete.includes('\\')
      ? complete.replace(/\\([\s\S])/g, (_, char: string) => standIns.get(char) ?? char)
      : complete
  }
}

const showEscaped = (field: string, delimiter: string): string =>
  /[\uFDD0-\uFDD2]/.test(field)
    ? field.replaceAll(hidden.backslash, '\\').replaceAll(hidden.quote, '"').replaceAll(hidden.delimiter, delimiter)
    : field
