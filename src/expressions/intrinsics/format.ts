import { isJsonObject, type Json } from '../../json.ts'
import { refuse } from './reading.ts'

/** A value as Java prints it: `{Arg1=1, Arg2=[]}` (recorded; the ASL spec allows no arrays and objects here). */
const javaText = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  if (!isJsonObject(value)) return String(value)
  const members = Object.entries(value).map(([key, member]) => `${key}=${javaText(member)}`)
  return `{${members.join(', ')}}`
}

const TOKEN = /\\([\s\S]?)|\{\}/g
const ESCAPABLE = "'{}\\"

/** What an escaped character of a text stands for. */
export const unescapeCharacter = (character: string): string => {
  if (character !== '' && ESCAPABLE.includes(character)) return character
  return refuse(`A backslash must be followed by one of ' { } \\ but was followed by ${character || 'nothing'}`)
}

/** A template's text with its `{}` replaced by `args`; `\{`, `\}`, `\'` and `\\` stand for the characters themselves. */
export const format = (template: string, args: readonly Json[]): string => {
  let next = 0
  const text = template.replace(TOKEN, (token, escaped: string | undefined) => {
    if (token !== '{}') return unescapeCharacter(escaped ?? '')
    const arg = args[next++]
    return arg === undefined ? '' : javaText(arg)
  })
  return next === args.length
    ? text
    : refuse(`The template has ${next} occurrences of {} for ${args.length} arguments.`)
}
