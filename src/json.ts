/** Any JSON value. Values are never mutated: a change makes a copy, so that executions and histories can share them. */
export type Json = null | boolean | number | string | Json[] | JsonObject

export interface JsonObject {
  [key: string]: Json
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The length of a string in UTF-8 bytes, the unit of all of AWS's payload limits. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

/** The maximum size of a payload (input, output, result, variable): 256 KiB of UTF-8 (Step Functions quotas). */
export const MAX_PAYLOAD_BYTES = 262_144
