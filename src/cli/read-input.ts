import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Json } from '../json.ts'
import { jsonSyntaxError } from '../json-syntax-error.ts'
import type { Io } from './io.ts'

/**
 * Reads the input of the option `--input`: JSON, `@file`, or `-` for standard input; `{}` without it.
 * @throws Error if it is not JSON, or if the file cannot be read.
 */
export const readInput = async (input: string | undefined, io: Io): Promise<Json> => {
  if (input === undefined) return {}
  if (input === '-') return parseJson(await io.readStdin(), 'standard input')
  if (input === '@') throw new Error('--input @ has no file name; expected a path after the @')
  if (input.startsWith('@')) return readJsonFile(input.slice(1), io)
  return parseJson(input, '--input', `pass JSON in quotes, as in --input '{"x": 1}', or @file, or - for standard input`)
}

/**
 * Reads a JSON file.
 * @throws Error if it is not JSON, or cannot be read.
 */
export const readJsonFile = async (file: string, io: Io): Promise<Json> => parseJson(await readText(file, io), file)

const readText = async (file: string, io: Io): Promise<string> => {
  try {
    return await readFile(resolve(io.cwd, file), 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      throw new Error(`no such file: ${file}`, { cause })
    throw new Error(`cannot read ${file}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

const parseJson = (text: string, label: string, hint = ''): Json => {
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
