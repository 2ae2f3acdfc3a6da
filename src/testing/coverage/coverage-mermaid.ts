import type { CoverageReport, ReportedDefinition, ReportedState } from './coverage-report.ts'

interface Edge {
  readonly from: string
  readonly to: string
  readonly label: string
  readonly hits: number
}

/** A Markdown page with one picture for each definition. Elements that were not reached are red and dashed. */
export const coveragePictures = ({ definitions }: CoverageReport): string =>
  ['# Coverage of state machines', ...definitions.map(sectionOf)].join('\n\n').concat('\n')

const sectionOf = (definition: ReportedDefinition): string =>
  [`## ${definition.name}`, `\`\`\`mermaid\n${coveragePicture(definition)}\n\`\`\``].join('\n\n')

/** A flowchart of a definition. */
export const coveragePicture = ({ states }: ReportedDefinition): string => {
  const ids = new Map(states.map(({ name }, index) => [name, `s${index}`]))
  const idOf = (name: string): string => ids.get(name) ?? 'unknown'
  const edges = states.flatMap((state) => edgesOf(state, idOf))
  const missed = edges.flatMap(({ hits }, index) => (hits === 0 ? [index] : []))
  return [
    'flowchart TD',
    ...nodesIn(states, null, idOf),
    ...edges.map(({ from, to, label }) => `  ${from} -->${label === '' ? '' : `|${quote(label)}|`} ${to}`),
    '  classDef missed fill:#fee2e2,stroke:#dc2626,color:#7f1d1d,stroke-dasharray:4',
    ...(missed.length > 0 ? [`  linkStyle ${missed.join(',')} stroke:#dc2626,stroke-dasharray:4`] : []),
  ].join('\n')
}

const nodesIn = (states: readonly ReportedState[], parent: string | null, idOf: (name: string) => string): string[] =>
  states
    .filter((state) => state.parent === parent)
    .flatMap((state) => [
      `  ${nodeOf(state, idOf(state.name))}${state.hits === 0 ? ':::missed' : ''}`,
      ...state.paths.flatMap((path, index) => [
        `  subgraph ${idOf(state.name)}p${index} [${quote(`${state.name}.${path.name}`)}]`,
        ...nodesIn(states, `${state.name}.${path.name}`, idOf),
        '  end',
      ]),
    ])

const nodeOf = ({ name, type, hits }: ReportedState, id: string): string => {
  const label = quote(`${name}: ${hits}`)
  if (type === 'Choice') return `${id}{${label}}`
  return type === 'Succeed' || type === 'Fail' ? `${id}([${label}])` : `${id}[${label}]`
}

const edgesOf = (state: ReportedState, idOf: (name: string) => string): Edge[] => {
  const from = idOf(state.name)
  const edge = (next: string, label: string, hits: number): Edge => ({ from, to: idOf(next), label, hits })
  const { next, choices, catchers, retriers, paths } = state
  const otherwise = state.default
  return [
    ...(next ? [edge(next.next, '', next.hits)] : []),
    ...choices.map((choice, index) => edge(choice.next, `choices[${index}]`, choice.hits)),
    ...(otherwise ? [edge(otherwise.next, 'default', otherwise.hits)] : []),
    ...catchers.map((catcher, index) => edge(catcher.next, `catch[${index}]`, catcher.hits)),
    ...retriers.map(({ hits }, index) => edge(state.name, `retry[${index}]`, hits)),
    ...paths.map((path) => edge(path.startAt, '', path.hits)),
  ]
}

/** A label in quotes, with the characters that Mermaid reads as markup as entities. */
const quote = (label: string): string => `"${label.replace(/[#"<>]/g, (character) => `#${character.charCodeAt(0)};`)}"`
