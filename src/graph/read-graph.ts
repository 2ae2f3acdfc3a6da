import { toLiteral } from '../dsl/to-literal.ts'
import { isJsonObject } from '../json.ts'
import { describeValue } from '../options.ts'
import { type MachineNode, readMachine, type StateNode } from '../specs/read-machine.ts'
import { valueAtPath } from '../specs/value-at-path.ts'
import { desugar, locate } from '../sugar/desugar.ts'
import { conditionLabel } from './condition-label.ts'
import type { Graph, GraphEdge, GraphMachine, GraphNode } from './graph-model.ts'
import { assertGraphOptions, type GraphOptions } from './graph-options.ts'
import { type RunSummary, summarizeRun } from './run-summary.ts'
import { machineLabel, stateDetails } from './state-details.ts'

/**
 * Reads the graph of a definition. A transition to a state that does not exist is left out.
 * @param definition a literal, or ASL
 * @throws DefinitionError if the definition cannot be translated to ASL; TypeError if it is not an object, or if an option is not valid
 */
export const readGraph = (definition: unknown, options: GraphOptions = {}): Graph => {
  assertGraphOptions(options)
  if (!isJsonObject(definition))
    throw new TypeError(`the definition must be a literal or ASL, got ${describeValue(definition)}`)
  const literal = toLiteral(definition)
  const machine = readMachine(desugar(definition))
  const run = options.run && summarizeRun(options.run)
  return { machine: new GraphReader(literal, run).machine(machine), hasRun: run !== undefined }
}

class GraphReader {
  readonly #literal: unknown
  readonly #run: RunSummary | undefined
  #count = 0

  constructor(literal: unknown, run: RunSummary | undefined) {
    this.#literal = literal
    this.#run = run
  }

  machine(machine: MachineNode, index = 0): GraphMachine {
    const id = `m${this.#count++}`
    const ids = new Map(machine.states.map(({ name }) => [name, `s${this.#count++}`]))
    const states = machine.states.map((state) => this.#node(state, ids.get(state.name) ?? ''))
    const start: GraphNode = { ...mark, id: `${id}start`, kind: 'start' }
    const end: GraphNode = { ...mark, id: `${id}end`, kind: 'end' }
    const edges = [
      ...this.#startEdges(machine, start, ids),
      ...machine.states.flatMap((state) => this.#edges(state, ids)),
      ...(machine.kind === 'machine' ? this.#endEdges(machine, end, ids) : []),
    ]
    const marks = [start, end].filter((node) => edges.some(({ from, to }) => from === node.id || to === node.id))
    return { id, label: machineLabel(machine, index), nodes: [...states, ...marks], edges }
  }

  #node(state: StateNode, id: string): GraphNode {
    const { name, fields } = state
    const machines = state.machines.map((machine, index) => this.machine(machine, index))
    const visits = this.#run?.visits.get(name)
    return { id, kind: 'state', name, type: String(fields.Type), details: stateDetails(fields), machines, visits }
  }

  #startEdges({ fields }: MachineNode, start: GraphNode, ids: Ids): GraphEdge[] {
    const to = typeof fields.StartAt === 'string' ? ids.get(fields.StartAt) : undefined
    if (to === undefined) return []
    const isTaken = this.#run?.visits.has(String(fields.StartAt)) ?? false
    return [{ from: start.id, to, kind: 'next', label: '', isTaken }]
  }

  #endEdges({ states }: MachineNode, end: GraphNode, ids: Ids): GraphEdge[] {
    return states
      .filter(({ fields }) => fields.End === true)
      .map(({ name }) => ({
        from: ids.get(name) ?? '',
        to: end.id,
        kind: 'next',
        label: '',
        isTaken: this.#run?.ended.has(name) ?? false,
      }))
  }

  #edges({ name, targets, fields, path }: StateNode, ids: Ids): GraphEdge[] {
    return targets.flatMap((target) => {
      const to = ids.get(target.name)
      if (to === undefined) return []
      const [field, index = 0] = target.path
      const kind = edgeKinds[String(field)] ?? 'next'
      const isTaken = this.#run?.isTaken({ from: name, to: target.name, kind, index: Number(index) }) ?? false
      const label = this.#label(kind, { fields, path: [...path, String(field), index], index: Number(index) })
      return [{ from: ids.get(name) ?? '', to, kind, label, isTaken }]
    })
  }

  #label(kind: GraphEdge['kind'], { fields, path, index }: LabelSource): string {
    if (kind === 'default') return 'default'
    if (kind === 'catch') return errorNames(valueAtPath(fields, ['Catch', index, 'ErrorEquals']))
    if (kind === 'next') return ''
    const written = valueAtPath(this.#literal, [...locate(this.#literal, path), 'condition'])
    return conditionLabel(written ?? valueAtPath(fields, ['Choices', index]))
  }
}

type Ids = ReadonlyMap<string, string>

interface LabelSource {
  readonly fields: StateNode['fields']
  /** The path of the transition in the ASL. */
  readonly path: readonly (string | number)[]
  readonly index: number
}

const mark = { name: '', type: '', details: [], machines: [] }

const edgeKinds: Readonly<Record<string, GraphEdge['kind']>> = {
  Next: 'next',
  Choices: 'choice',
  Default: 'default',
  Catch: 'catch',
}

const errorNames = (names: unknown): string => (Array.isArray(names) ? names.join(', ') : '')
