import type { Json } from '../../json.ts'
import { javaText } from '../java/text.ts'
import { refuse } from './arguments.ts'

const TOKEN = /\\['{}\\]|\{\}|[{}]/g

const unmatched = (brace: string, missing: string): never =>
  refuse(`Invalid template in States.Format: matching '${missing}' not found for '${brace}'.`)

/** A template with its `{}` replaced by `args`; `\{`, `\}`, `\'` and `\\` stand for the characters themselves. */
export const format = (template: string, args: readonly Json[]): string => {
  let next = 0
  const text = template.replace(TOKEN, (token) => {
    if (token === '{') return unmatched('{', '}')
    if (token === '}') return unmatched('}', '{')
    if (token !== '{}') return token.slice(1)
    const arg = args[next++]
    return arg === undefined ? '' : javaText(arg)
  })
  return next === args.length ? text : refuse()
}
