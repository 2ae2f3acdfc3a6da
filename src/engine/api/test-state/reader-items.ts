import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import type { AslItemReader, AslReaderConfig } from '../../interpreter/program/asl.ts'
import { parsePayload } from './parse-payload.ts'
import { validationError } from './validation-error.ts'

/**
 * The items that the ItemReader of a distributed Map reads from data in its original form (developer guide, input-output-itemreader).
 * @throws ApiError ValidationException if the data does not have the reader's InputType
 */
export const readMockedItems = (data: string, reader: AslItemReader | undefined): Json => {
  const config = reader?.ReaderConfig ?? {}
  const items = parseItems(data, config)
  const most = config.MaxItems
  return typeof most === 'number' && most > 0 ? firstItems(items, most) : items
}

const parseItems = (data: string, config: AslReaderConfig): Json => {
  switch (config.InputType ?? 'JSON') {
    case 'JSON':
      return itemsAt(parseJson(data), config.ItemsPointer)
    case 'JSONL':
      return linesOf(data).map(parseJson)
    case 'CSV':
      return parseCsv(data, config)
    default:
      throw validationError(
        `mapItemReaderData is not supported for the InputType ${config.InputType}; expected one of JSON, JSONL, CSV`,
      )
  }
}

const firstItems = (items: Json, most: number): Json => {
  if (Array.isArray(items)) return items.slice(0, most)
  return isJsonObject(items) ? Object.fromEntries(Object.entries(items).slice(0, most)) : items
}

const parseJson = (text: string): Json => {
  const value = parsePayload(text)
  if (value === undefined) throw validationError("mapItemReaderData must be valid data of the ItemReader's InputType")
  return value
}

/** The value at a JSON pointer (RFC 6901): the items inside a larger document. */
const itemsAt = (document: Json, pointer: Json | undefined): Json => {
  if (typeof pointer !== 'string' || pointer === '') return document
  const keys = pointer.split('/').slice(1)
  let found: Json | undefined = document
  for (const key of keys.map((written) => written.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    found = isContainer(found) && Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined
    if (found === undefined) throw validationError(`mapItemReaderData has no value at the ItemsPointer '${pointer}'`)
  }
  return found
}

const isContainer = (value: Json | undefined): value is Json[] | JsonObject =>
  typeof value === 'object' && value !== null

const linesOf = (data: string): string[] => data.split(/\r?\n/).filter((line) => line.trim() !== '')

const delimiters: ReadonlyMap<unknown, string> = new Map([
  ['COMMA', ','],
  ['PIPE', '|'],
  ['SEMICOLON', ';'],
  ['SPACE', ' '],
  ['TAB', '\t'],
])

/** One object for each row, with the headers as its keys. */
const parseCsv = (data: string, { CSVHeaderLocation, CSVHeaders, CSVDelimiter }: AslReaderConfig): Json => {
  const rows = rowsOf(data, delimiters.get(CSVDelimiter) ?? ',')
  const headers =
    CSVHeaderLocation === 'GIVEN' && Array.isArray(CSVHeaders) ? CSVHeaders.map(String) : (rows.shift() ?? [])
  return rows.map((row) => Object.fromEntries(headers.map((header, index) => [header, row[index] ?? ''])))
}

/** The fields of each row (RFC 4180): a field in quotes may contain delimiters, line breaks and doubled quotes. */
const rowsOf = (data: string, delimiter: string): string[][] => {
  const rows: string[][] = []
  let row: string[] = []
  for (let at = 0; at < data.length; ) {
    const [field, end] = data[at] === '"' ? quotedField(data, at + 1) : plainField(data, at, delimiter)
    row.push(field)
    at = end
    if (data[at] === delimiter) {
      at++
      if (at < data.length) continue
      row.push('')
    }
    if (data[at] === '\r') at++
    at++
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}

type Field = [text: string, end: number]

const quotedField = (data: string, start: number): Field => {
  let end = start
  while (end < data.length && (data[end] !== '"' || data[end + 1] === '"')) end += data[end] === '"' ? 2 : 1
  return [data.slice(start, end).replaceAll('""', '"'), end + 1]
}

const plainField = (data: string, start: number, delimiter: string): Field => {
  let end = start
  while (end < data.length && data[end] !== delimiter && data[end] !== '\n' && data[end] !== '\r') end++
  return [data.slice(start, end), end]
}
