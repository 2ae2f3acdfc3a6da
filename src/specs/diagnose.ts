import { Branch, Definition, type LiteralStateType, Processor, states } from './definition.ts'
import type { Finding } from './finding.ts'
import { type Block, type Fields, languageOf, type PlacedState, readMachine } from './machine.ts'
import { choiceRules } from './rules/choice-rules.ts'
import { distributedMap } from './rules/distributed-map.ts'
import { errorNames } from './rules/error-names.ts'
import { exclusive } from './rules/exclusive.ts'
import { jsonataExpressions } from './rules/jsonata.ts'
import { names } from './rules/names.ts'
import { paths } from './rules/paths.ts'
import { queryLanguage } from './rules/query-language.ts'
import { reachability, terminal } from './rules/reachability.ts'
import { resource } from './rules/resource.ts'
import type { MachineRule, RuleOptions, StateRule } from './rules/rule.ts'
import { targets } from './rules/targets.ts'
import { templates } from './rules/templates.ts'
import { timeouts } from './rules/timeouts.ts'
import { knownType } from './rules/type.ts'
import { undefinedVariables } from './rules/undefined-variables.ts'
import { variableNames } from './rules/variable-names.ts'
import { variableScopes } from './rules/variable-scopes.ts'
import { waitTimestamp } from './rules/wait.ts'
import { isStateType, type StateType } from './state-types.ts'
import { type ObjectSpec, structure } from './structure.ts'
import type { QueryLanguage } from './values.ts'

/** The rules on the states of each type, in the order of their findings. */
const rulesByType: Readonly<Record<StateType, readonly StateRule[]>> = {
  Task: [queryLanguage, exclusive, errorNames, resource, timeouts],
  Pass: [queryLanguage, exclusive],
  Wait: [queryLanguage, exclusive, waitTimestamp],
  Choice: [queryLanguage, choiceRules],
  Succeed: [queryLanguage],
  Fail: [queryLanguage, exclusive],
  Parallel: [queryLanguage, exclusive, errorNames],
  Map: [queryLanguage, exclusive, errorNames, distributedMap],
}

/** The rules on what states evaluate, by query language. */
const rulesByLanguage: Readonly<Record<QueryLanguage, readonly StateRule[]>> = {
  JSONPath: [paths, templates, variableNames],
  JSONata: [jsonataExpressions, variableNames],
}

/** The rules on the machine as a whole; they come last, as on AWS. */
const machineRules: readonly MachineRule[] = [
  names,
  targets,
  terminal,
  reachability,
  undefinedVariables,
  variableScopes,
]

export interface DiagnoseOptions extends RuleOptions {
  /** Whether to leave out what fields there are and of which kinds: of ASL made from a literal, the literal's specs have said that. */
  readonly withoutStructure?: boolean
}

/** Everything that AWS would find wrong with an ASL document, state by state in their order, then in the machine as a whole. */
export const diagnose = (asl: Fields, options: DiagnoseOptions): Finding[] => {
  const machine = readMachine(asl)
  const language = languageOf(asl, 'JSONPath')
  const findings: Finding[] = []
  const tell = (found: Iterable<Finding>): void => {
    for (const finding of found) findings.push(finding)
  }
  const visit = (block: Block): void => {
    if (!options.withoutStructure) tell(structure(blocks[block.kind], block.fields, { path: block.path, language }))
    for (const state of block.states) {
      if (!options.withoutStructure) tell(stateStructure(state))
      const { Type: type } = state.fields
      const rules = isStateType(type) ? rulesByType[type] : undefined
      for (const rule of rules ?? [knownType]) tell(rule(state, options))
      if (rules) for (const rule of rulesByLanguage[state.language]) tell(rule(state, options))
      for (const inner of state.blocks) visit(inner)
    }
  }
  visit(machine)
  for (const rule of machineRules) tell(rule(machine))
  return findings
}

const blocks: Readonly<Record<Block['kind'], ObjectSpec>> = {
  machine: Definition,
  branch: Branch,
  processor: Processor,
}

const specs: ReadonlyMap<unknown, ObjectSpec> = new Map(
  Object.keys(states).map((type) => [type.charAt(0).toUpperCase() + type.slice(1), states[type as LiteralStateType]]),
)

const stateStructure = ({ fields, path, language }: PlacedState): Iterable<Finding> => {
  const spec = specs.get(fields.Type)
  return spec ? structure(spec, fields, { path, language }) : []
}
