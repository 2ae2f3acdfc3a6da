import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Json } from '../json.ts'
import { jsonSyntaxError } from '../json-syntax-error.ts'
import type { Io } from './io.ts'
import { messageOf } from './show-error.ts'

/**
 * Reads the input that `--input` gives: JSON, `@file` (JSON or YAML), or `-` for standard input; `{}` without it.
 * @throws Error if it is not JSON or YAML, or if the file cannot be read.
 */
export const readInput = async (input: string | undefined, io: Io): Promise<Json> =>
  (await readJsonOption('--input', input, io)) ?? {}

/**
 * Reads an option that takes JSON, `@file` (JSON or YAML), or `-` for standard input.
 * @throws Error if it is not JSON or YAML, or if the file cannot be read.
 */
export const readJsonOption = async (option: string, given: string | undefined, io: Io): Promise<Json | undefined> => {
  if (given === undefined) return undefined
  if (given === '-') return parseJson(await io.readStdin(), 'standard input')
  if (given === '@') throw new Error(`${option} @ has no file name; expected a path after the @`)
  if (given.startsWith('@')) return readDataFile(given.slice(1), io)
  return parseJson(given, option, `pass JSON in quotes, as in ${option} '{"x": 1}', or @file, or - for standard input`)
}

/**
 * Reads a JSON file, or a YAML file if its name ends in `.yaml` or `.yml`.
 * @throws Error if it is not JSON or YAML, or cannot be read.
 */
export const readDataFile = async (file: string, io: Io): Promise<Json> => {
  const text = await readText(file, io)
  return isYamlFile(file) ? parseYaml(text, file) : parseJson(text, file)
}

/** True if a file has data: it is read, and not run. */
export const isDataFile = (file: string): boolean => file.endsWith('.json') || isYamlFile(file)

const isYamlFile = (file: string): boolean => /\.ya?ml$/.test(file)

const readText = async (file: string, io: Io): Promise<string> => {
  try {
    return await readFile(resolve(io.cwd, file), 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      throw new Error(`no such file: ${file}`, { cause })
    throw new Error(`cannot read ${file}: ${messageOf(cause)}`, { cause })
  }
}

/** Parses YAML 1.2 with merge keys (`<<`). A tag such as `!Sub`, whose meaning is not known here, is an error. */
const parseYaml = async (text: string, label: string): Promise<Json> => {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { merge: true })
  const [problem] = [...document.errors, ...document.warnings]
  if (!problem) return document.toJS()
  // The first line has the message and the position; the lines after it show the source.
  const [first = ''] = problem.message.split('\n')
  throw new Error(`${label} is not YAML: ${first.replace(/:$/, '')}`, { cause: problem })
}

/** Parses JSON. @throws Error with the position of the mistake */
export const parseJson = (text: string, label: string, hint = ''): Json => {
  // Editors and shells on Windows begin a file with a byte order mark.
  const json = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(json)
  } catch (cause) {
    const { message, line, column } = jsonSyntaxError(json) ?? { message: String(cause), line: 1, column: 1 }
    // The parser reports the column after the wrong character.
    const position = `line ${line}, column ${Math.max(1, column - 1)}`
    throw new Error(`${label} is not JSON at ${position}: ${message}${hint && `; ${hint}`}`, { cause })
  }
}
