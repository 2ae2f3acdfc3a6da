import { itemsOfState } from './coverage-metrics.ts'
import type { CoverageReport, ReportedState } from './coverage-report.ts'

interface LocatedState extends ReportedState {
  readonly line: number
}

/**
 * The coverage as lcov: a state is a function on the line of its key, and its choices, catchers, retriers and paths are branches there.
 * States whose line is unknown are left out.
 */
export const toLcov = ({ definitions }: CoverageReport): string => {
  const byFile = new Map<string, LocatedState[]>()
  for (const { file, states } of definitions) {
    const located = states.flatMap((state) => (state.line === null ? [] : [{ ...state, line: state.line }]))
    if (file !== null) byFile.set(file, [...(byFile.get(file) ?? []), ...located])
  }
  return [...byFile].map(([file, states]) => recordOf(file, states)).join('')
}

const recordOf = (file: string, states: readonly LocatedState[]): string => {
  const lines = linesOf(states)
  const branches = states.flatMap((state, block) =>
    itemsOfState(state)
      .slice(1)
      .map(({ hits }, branch) => ({
        text: `BRDA:${state.line},${block},${branch},${state.hits === 0 ? '-' : hits}`,
        hits,
      })),
  )
  return [
    'TN:stepwise',
    `SF:${file}`,
    ...states.map(({ name, line }) => `FN:${line},${name}`),
    ...states.map(({ name, hits }) => `FNDA:${hits},${name}`),
    `FNF:${states.length}`,
    `FNH:${reached(states)}`,
    ...branches.map(({ text }) => text),
    `BRF:${branches.length}`,
    `BRH:${reached(branches)}`,
    ...lines.map(({ line, hits }) => `DA:${line},${hits}`),
    `LF:${lines.length}`,
    `LH:${reached(lines)}`,
    'end_of_record\n',
  ].join('\n')
}

const reached = (counters: readonly { readonly hits: number }[]): number =>
  counters.filter(({ hits }) => hits > 0).length

/** A line with several states counts as its state with the fewest visits. */
const linesOf = (states: readonly LocatedState[]): { line: number; hits: number }[] => {
  const lines = new Map<number, number>()
  for (const { line, hits } of states) lines.set(line, Math.min(hits, lines.get(line) ?? hits))
  return Array.from(lines, ([line, hits]) => ({ line, hits })).sort((a, b) => a.line - b.line)
}
