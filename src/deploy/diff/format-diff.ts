import { formatPath } from '../../errors.ts'
import type { DefinitionPath } from '../../specs/finding.ts'
import type { DefinitionDiff, ValueChange } from './diff.ts'

/** Functions that colour a string, such as those of picocolors. */
export interface DiffColors {
  readonly green: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly dim: (text: string) => string
}

const plain = (text: string): string => text
export const noColors: DiffColors = { green: plain, red: plain, yellow: plain, dim: plain }

/** The most characters of a value. */
const MAX_SHOWN = 120

/**
 * Formats a diff as lines for people: `+` for states that are added, `-` for removed ones, `~` for fields and `>` for transitions that
 * changed, then the consequences for running executions. An empty diff is `no changes`.
 *
 * @example
 * formatDiff(diff(echo, echo)) // => 'no changes'
 */
export const formatDiff = (diff: DefinitionDiff, colors: DiffColors = noColors): string => {
  if (diff.isEqual) return 'no changes'
  return [
    ...diff.added.map(({ path, state }) => colors.green(`+ ${formatPath(path)}: ${summaryOf(state)}`)),
    ...diff.removed.map(({ path, state }) => colors.red(`- ${formatPath(path)}: ${summaryOf(state)}`)),
    ...diff.changed.flatMap(({ path, fields }) => [
      colors.yellow(`~ ${path.length > 0 ? formatPath(path) : 'the definition'}`),
      ...fields.map((field) => `    ${formatChange(field, path, colors)}`),
    ]),
    ...diff.rewired.map((change) => `${colors.yellow('>')} ${formatChange(change, [], colors, 'the end')}`),
    colors.dim(formatRunning(diff)),
  ].join('\n')
}

const summaryOf = ({ type, resource }: DefinitionDiff['added'][number]['state']): string =>
  [type, resource].filter((part) => typeof part === 'string').join(' ')

const formatChange = (
  { path, from, to }: ValueChange,
  owner: DefinitionPath,
  { red, green }: DiffColors,
  none = 'none',
): string => `${formatPath(path.slice(owner.length))}: ${red(shown(from) ?? none)} -> ${green(shown(to) ?? none)}`

const shown = (value: unknown): string | undefined => {
  const json = JSON.stringify(value)
  return json !== undefined && json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}…` : json
}

const formatRunning = ({ running: { canContinue, needs } }: DefinitionDiff): string =>
  canContinue
    ? 'running executions continue on the deployed definition'
    : `running executions continue on the deployed definition, and still need ${needs.join(', ')}`
