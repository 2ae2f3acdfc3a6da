import { RecentlyUsed } from '../recently-used.ts'
import { ExpressionSyntaxError } from './failure.ts'
import { type Node, partsOf, refinementsOf } from './jsonata/ast.ts'
import { compileExpression } from './jsonata/compile.ts'

/** A problem of a JSONata expression in its field, with AWS's code and message. */
export interface JsonataFinding {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION'
  readonly message: string
}

/** The fields that `$states` has for an expression, besides `input` and `context`. */
export interface StatesFields {
  /** Output and Assign of a Task, Parallel or Map state. */
  readonly result: boolean
  /** Output and Assign of a catcher. */
  readonly errorOutput: boolean
}

/**
 * Checks an expression as AWS does when a state machine is created (its messages were measured with ValidateStateMachineDefinition). An
 * expression has no context of its own: it may read `$states` and variables, but no name, `$` or `$$` at its top level.
 * @param text the string between `{%` and `%}`
 * @returns all findings, each once, in the order in which they are written
 */
export const checkJsonata = (text: string, fields: StatesFields): readonly JsonataFinding[] =>
  recent.get(`${fields.result} ${fields.errorOutput} ${text}`, () => findingsOf(text, fields))

/** The findings of the expressions that were checked last: definitions often repeat theirs. */
const recent = new RecentlyUsed<readonly JsonataFinding[]>()

const findingsOf = (text: string, { result, errorOutput }: StatesFields): readonly JsonataFinding[] => {
  let root: Node
  try {
    root = compileExpression(text.trim()).ast()
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: error.message }]
  }
  const fields = new Set(['input', 'context', ...(result ? ['result'] : []), ...(errorOutput ? ['errorOutput'] : [])])
  const messages = new Set<string>()
  collect(root, true, { fields, messages })
  return [...messages].map((message) => ({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', message }))
}

interface Collecting {
  readonly fields: ReadonlySet<string>
  readonly messages: Set<string>
}

/** A path's first step has the context of the top level too; parts that are applied to items do not. */
const collect = (node: Node, isTop: boolean, collecting: Collecting): void => {
  const reference = referenceOf(node, isTop)
  if (reference) collecting.messages.add(reference)
  for (const [i, part] of partsOf(node).entries()) collect(part, isTop && keepsContext(node, i), collecting)
  for (const part of refinementsOf(node)) collect(part, false, collecting)
  const field = node.type === 'path' ? unknownField(node, collecting.fields) : undefined
  if (field !== undefined) collecting.messages.add(`Field '$states.${field}' does not exist.`)
}

const keepsContext = ({ type }: Node, part: number): boolean =>
  type === 'path' ? part === 0 : type !== 'sort' && type !== 'transform'

const referenceOf = ({ type, value }: Node, isTop: boolean): string | undefined => {
  if (type === 'variable' && value === '$') return "Reference to '$$' is not supported."
  if (!isTop) return undefined
  if (type === 'name') return `Reference to '${String(value)}' at the top level is not supported.`
  return type === 'variable' && value === '' ? "Reference to '$' at the top level is not supported." : undefined
}

const unknownField = ({ steps = [] }: Node, fields: ReadonlySet<string>): string | undefined => {
  const [first, second] = steps
  if (first?.type !== 'variable' || first.value !== 'states' || second?.type !== 'name') return undefined
  const field = String(second.value)
  return fields.has(field) ? undefined : field
}
