import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Json } from '../json.ts'
import { jsonSyntaxError } from '../json-syntax-error.ts'
import type { Io } from './io.ts'

/**
 * The input that `--input` names: JSON, `@file`, or `-` for standard input; `{}` without it.
 * @throws Error that says which of them is not JSON, or which file cannot be read.
 */
export const readInput = async (input: string | undefined, io: Io): Promise<Json> => {
  if (input === undefined) return {}
  if (input === '-') return parseJson(await io.readStdin(), 'standard input')
  if (input === '@') throw new Error('--input @ names no file: expected its path after the @')
  if (input.startsWith('@')) return readJson(input.slice(1), io)
  return parseJson(input, '--input', `give JSON in quotes, as in --input '{"x": 1}', or @file, or - for standard input`)
}

/** The JSON in a file. */
export const readJson = async (file: string, io: Io): Promise<Json> => parseJson(await readText(file, io), file)

const readText = async (file: string, io: Io): Promise<string> => {
  try {
    return await readFile(resolve(io.cwd, file), 'utf8')
  } catch (cause) {
    throw new Error(`cannot read ${file}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

const parseJson = (text: string, place: string, hint = ''): Json => {
  // Windows' editors and shells begin a file with a byte order mark
  const json = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(json)
  } catch (cause) {
    const { message, line, column } = jsonSyntaxError(json) ?? { message: String(cause), line: 1, column: 1 }
    // the parser tells how far it has read, an editor the character where it stopped
    const at = `line ${line}, column ${Math.max(1, column - 1)}`
    throw new Error(`${place} is not JSON at ${at}: ${message}${hint && `; ${hint}`}`, { cause })
  }
}
