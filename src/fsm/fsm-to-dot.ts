import { DefinitionError } from '../errors.ts'
import { assertOptions, booleanCheck, type OptionChecks } from '../options.ts'
import { modelOf } from './fsm.ts'
import { fsmIssues } from './fsm-issues.ts'
import { type FsmModel, fsmModel, type StateModel, type TransitionModel } from './fsm-model.ts'
import type { FsmAction, FsmSpec } from './fsm-spec.ts'

export interface FsmDotOptions {
  /** True to number the tasks that an execution can run: λ1, λ2 and so on. Default false. */
  readonly lambdas?: boolean
}

const checks: OptionChecks<FsmDotOptions> = { lambdas: booleanCheck }

/**
 * Draws a finite state machine in the DOT language of Graphviz: states with their actions, and transitions with their events. `toSvg`, `toMermaid`
 * and `toDot` draw the Tasks and Choices that it consists of.
 * @param machine a literal that `fsm` or `fsmFromYaml` has made, or a specification for `fsm`.
 * @throws DefinitionError if it is neither; TypeError for a wrong option.
 *
 * @example
 * const doors = { initial: 'closed', states: { closed: { do: 'knock', on: { answer: 'open' } }, open: { final: true } } } as const
 * expect(fsmToDot(doors, { lambdas: true })).toContain('"closed" -> "open" [label="(λ2) answer"];')
 */
export const fsmToDot = (machine: object, options: FsmDotOptions = {}): string => {
  assertOptions('options', options, checks)
  const model = modelOf(machine) ?? checkedModel(machine)
  return new FsmDotWriter(model, options.lambdas ?? false).text()
}

const checkedModel = (spec: object): FsmModel => {
  const issues = fsmIssues(spec)
  if (issues.length > 0) throw new DefinitionError(issues)
  return fsmModel(spec as FsmSpec)
}

const point = (label: string, shape: string): string =>
  `[label="${label}",shape=${shape},style=filled,fillcolor=black,fontcolor=white,fontsize=9];`

class FsmDotWriter {
  readonly #model: FsmModel
  readonly #hasLambdas: boolean
  #count = 0

  constructor(model: FsmModel, hasLambdas: boolean) {
    this.#model = model
    this.#hasLambdas = hasLambdas
  }

  text(): string {
    return [
      'digraph G {',
      `label=${quote(this.#model.name ?? 'fsm')}`,
      'labelloc="t"',
      `"__start__" ${point('start', 'circle')}`,
      ...Array.from(this.#model.states.values()).flatMap((state) => this.#state(state)),
      `"__end__" ${point('end', 'doublecircle')}`,
      '}',
      '',
    ].join('\n')
  }

  #state(state: StateModel): string[] {
    const name = quote(state.name)
    return [
      `${name} [shape=Mrecord,label="{${inRecord(state.name)}|${actionLines(state)}}"];`,
      ...(state.name === this.#model.initial ? [`"__start__" -> ${name} [label="${this.#lambda()}"]`] : []),
      ...(state.isFinal ? [`${name} -> "__end__" [label="${this.#lambda()}"]`] : []),
      ...state.transitions.map((transition) => {
        const label = escaped(`${this.#lambda()}${labelOf(transition)}`)
        return `${name} -> ${quote(transition.target)} [label="${label}"];`
      }),
    ]
  }

  /** The number of the next task. */
  #lambda(): string {
    return this.#hasLambdas ? `(λ${++this.#count}) ` : ''
  }
}

const actionLines = (state: StateModel): string =>
  (['entry', 'do', 'exit'] as const)
    .flatMap((kind) => state[kind].map((action) => `${kind}/ ${inRecord(nameOf(action))}`))
    .join('\\l')

const labelOf = ({ event, actions }: TransitionModel): string =>
  actions.length === 0 ? event : `${event}/ ${actions.map(nameOf).join(', ')}`

const nameOf = (action: FsmAction): string => (typeof action === 'string' ? action : action.resource)

/** A text for Graphviz, which cannot draw control characters, and reads entities. */
const escaped = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('&', '&amp;')

/** A text in a record, whose fields are separated by these characters. */
const inRecord = (text: string): string => escaped(text).replace(/[{}|<>]/g, '\\$&')

const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`
