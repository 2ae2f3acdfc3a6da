import { z } from 'zod'
import type { Operation } from './model/operation.ts'
import { operations } from './operations.ts'

/** The Markdown of docs/operations.md: a table of all operations, from their schemas and notes. `npm run operations` writes it. */
export const operationsPage = (): string =>
  [
    '# Operations',
    '',
    'The operations of Step Functions that the embedded engine offers, over HTTP and in process. This page is generated from the code by',
    '`npm run operations`. Required members are bold; numbers in parentheses are the least and the greatest length of a string or list, or the',
    'bounds of a number. A member that is `null` counts as absent. Errors have the names and messages of AWS; see [conformance](conformance.md).',
    '',
    '| operation | input | notes |',
    '| --- | --- | --- |',
    ...[...operations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, operation]) => rowOf(name, operation)),
    '',
  ].join('\n')

const rowOf = (name: string, { input, note, blocks }: Operation): string => {
  const { properties = {}, required = [] } = schemaOf(input)
  const members = Object.entries(properties).map(([member, bounds]) => {
    const shown = required.includes(member) ? `**${member}**` : member
    return `${shown}${showBounds(bounds)}`
  })
  const notes = [note, blocks ? 'Waits before it replies.' : ''].filter(Boolean).join(' ')
  return `| ${name} | ${members.join(', ')} | ${notes} |`
}

interface Bounds {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

interface InputSchema {
  readonly properties?: Readonly<Record<string, Bounds>>
  readonly required?: readonly string[]
}

/** The boundary to zod: its type of a JSON Schema is wider. */
const schemaOf = (input: z.ZodObject): InputSchema =>
  z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as InputSchema

const showBounds = ({ enum: words, minLength, maxLength, minItems, maxItems, minimum, maximum }: Bounds): string => {
  if (words) return ` (${words.join(', ')})`
  const [min, max] = [minLength ?? minItems ?? minimum, maxLength ?? maxItems ?? maximum]
  if (max === undefined || max >= Number.MAX_SAFE_INTEGER) return ''
  return ` (${show(min ?? 0)} to ${show(max)})`
}

const show = (value: number): string => value.toLocaleString('en')
