import { DefinitionError, formatIssue, type Issue } from '../../errors.ts'
import { locateStates } from '../../testing/coverage/locate-states.ts'

/** A file and its contents. */
interface Source {
  readonly name: string
  readonly text: string
}

/** Adds the file and line to an error that names a state of the definition or the handlers. Other errors have their position already. */
export const locateProblem = (error: unknown, sources: readonly Source[]): unknown => {
  if (!(error instanceof Error)) return error
  const { cause } = error
  if (cause instanceof DefinitionError) return new Error(showLocated(cause.issues, sources), { cause: error })
  const [first] = sources
  const line =
    /"handlers" must have/.test(error.message) && first ? lineOf(first.text, /\bhandlers\b\s*[:=]/) : undefined
  if (line === undefined || !first) return error
  return new Error(
    error.message.replace(`${first.name}: `, () => `${first.name}:${line}: `),
    { cause: error },
  )
}

const showLocated = (issues: readonly Issue[], sources: readonly Source[]): string =>
  issues.map((issue) => `${positionOf(issue, sources) ?? sources[0]?.name}: ${formatIssue(issue)}`).join('\n')

/** The line of the innermost state that has a problem. */
const positionOf = ({ path }: Issue, sources: readonly Source[]): string | undefined => {
  const names = path.filter((key, index) => typeof key === 'string' && /^states$/i.test(String(path[index - 1])))
  const name = names.at(-1)
  if (name === undefined) return undefined
  const wanted = { name: '', states: names.map((key) => ({ name: String(key) })) }
  for (const source of sources) {
    const line = locateStates(source.text, wanted).lines.get(String(name))
    if (line !== undefined) return `${source.name}:${line}`
  }
  return undefined
}

const lineOf = (text: string, pattern: RegExp): number | undefined => {
  const index = text.search(pattern)
  return index < 0 ? undefined : text.slice(0, index).split('\n').length
}
