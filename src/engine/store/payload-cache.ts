import type { Json } from '../../json.ts'
import { parseJsonText } from '../interpreter/program/json-text.ts'

/** Shorter strings are not worth an entry. */
const SHORTEST = 1024

/** The characters of all strings that are kept. */
const MOST_CHARACTERS = 8 * 2 ** 20

/** A payload with its string. */
export interface ParsedPayload {
  readonly text: string
  readonly value: Json
}

/** Payloads that came in lately: one that comes in again is parsed and stored once. */
export class PayloadCache {
  readonly #payloads = new Map<string, ParsedPayload>()
  #characters = 0

  /** Parses a string, or returns the payload of an equal one. @throws SyntaxError if it is not JSON */
  parse(text: string): ParsedPayload {
    if (text.length < SHORTEST) return { text, value: parseJsonText(text) }
    const known = this.#payloads.get(text)
    if (known) {
      this.#payloads.delete(text)
      this.#payloads.set(text, known)
      return known
    }
    const payload = { text, value: parseJsonText(text) }
    this.#payloads.set(text, payload)
    this.#characters += text.length
    for (const oldest of this.#payloads.keys()) {
      if (this.#characters <= MOST_CHARACTERS) break
      this.#payloads.delete(oldest)
      this.#characters -= oldest.length
    }
    return payload
  }
}
