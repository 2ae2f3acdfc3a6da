import type { Json, JsonObject } from '../../json.ts'
import {
  entriesOf,
  languageOfState,
  type MutableMachine,
  onlyFields,
  withComment,
  withoutFields,
} from '../mutable-machine.ts'
import { assignsNothing, isSureJsonata, readsOwnContext } from './expression-facts.ts'
import { isInput } from './fuse-jsonata.ts'
import { isWhole } from './json-path-flow.ts'
import { knownState } from './known-fields.ts'
import { isSureCondition } from './sure-condition.ts'

/** The most rules of a merged Choice state. */
const MOST_RULES = 50

/**
 * Merges a Choice state into the one before it: the rules follow the rules of a `Default`, and are combined with the condition of a rule.
 * Returns true if something has changed.
 */
export const mergeChoices = (machine: MutableMachine): boolean => {
  let hasChanged = false
  for (const [name, first] of machine.states) {
    const merged = knownState(first, 'Choice') ? mergedAt(machine, name, first) : undefined
    if (!merged || entriesOf(merged.Choices).length > MOST_RULES) continue
    machine.states.set(name, merged)
    hasChanged = true
  }
  return hasChanged
}

const mergedAt = (machine: MutableMachine, name: string, first: JsonObject): JsonObject | undefined => {
  const isJsonata = languageOfState(first, machine) === 'JSONata'
  const choiceAt = (target: Json | undefined): JsonObject | undefined => {
    const second = typeof target === 'string' && target !== name ? machine.states.get(target) : undefined
    const known = knownState(second, 'Choice')
    if (!known || readsOwnContext(known)) return undefined
    return (languageOfState(known, machine) === 'JSONata') === isJsonata ? known : undefined
  }
  const merging = isJsonata ? inJsonata : inJsonPath
  if (!merging.passesOn(first)) return undefined
  const otherwise = choiceAt(first.Default)
  const extended = otherwise && assignsNothing(first) ? merging.extend(first, otherwise) : undefined
  if (extended) return withComment(extended, otherwise?.Comment)
  for (const [index, rule] of entriesOf(first.Choices).entries()) {
    const second = choiceAt(rule.Next)
    const expanded = second && merging.expand(first, { index, rule, second })
    if (expanded) return withComment(expanded, second.Comment)
  }
  return undefined
}

/** A rule that leads to another Choice state. */
interface RuleTarget {
  readonly index: number
  readonly rule: JsonObject
  readonly second: JsonObject
}

/** The merging of Choice states in one query language. */
interface Merging {
  /** True if the next state has the input of the Choice state. */
  readonly passesOn: (choice: JsonObject) => boolean
  /** A Choice state with the rules of the one that its Default names. */
  readonly extend: (first: JsonObject, second: JsonObject) => JsonObject | undefined
  /** A Choice state with the rules of the one that a rule names. */
  readonly expand: (first: JsonObject, target: RuleTarget) => JsonObject | undefined
}

const rulesOf = (choice: JsonObject): JsonObject[] => entriesOf(choice.Choices)

const withRules = (first: JsonObject, index: number, rules: readonly JsonObject[]): JsonObject => ({
  ...first,
  Choices: rulesOf(first).toSpliced(index, 1, ...rules),
})

const inJsonPath: Merging = {
  passesOn: ({ InputPath: input, OutputPath: output }) => isWhole(input) && isWhole(output),
  extend: (first, second) => {
    if (!inJsonPath.passesOn(second)) return undefined
    const own = withoutFields(first, 'Default', 'Assign')
    return { ...own, Choices: [...rulesOf(first), ...rulesOf(second)], ...onlyFields(second, 'Default', 'Assign') }
  },
  expand: (first, { index, rule, second }) => {
    const isPlain = inJsonPath.passesOn(second) && assignsNothing(second) && assignsNothing(rule)
    if (!isPlain || second.Default === undefined) return undefined
    const condition = withoutFields(rule, 'Next', 'Assign', 'Comment')
    const rules = rulesOf(second).map((inner) => ({
      And: [condition, withoutFields(inner, 'Next', 'Assign', 'Comment')],
      ...onlyFields(inner, 'Next', 'Assign', 'Comment'),
    }))
    return withRules(first, index, [...rules, { ...rule, Next: second.Default }])
  },
}

/** True if nothing of a rule can fail: the cause of a failure has the index of the rule. */
const isSureRule = ({ Condition: condition, Assign: assign, Output: output }: JsonObject): boolean =>
  isSureCondition(condition) && isSureJsonata(assign) && isSureJsonata(output)

const sourceOf = (condition: Json | undefined): string =>
  typeof condition === 'string' ? condition.slice(2, -2).trim() : String(condition)

const inJsonata: Merging = {
  passesOn: () => true,
  extend: (first, second) => {
    if (!isInput(first.Output) || !rulesOf(second).every(isSureRule)) return undefined
    const own = withoutFields(first, 'Default', 'Assign', 'Output')
    return {
      ...own,
      Choices: [...rulesOf(first), ...rulesOf(second)],
      ...onlyFields(second, 'Default', 'Assign', 'Output'),
    }
  },
  expand: (first, { index, rule, second }) => {
    const isPlain = assignsNothing(rule) && isInput(rule.Output) && second.Default !== undefined
    const moved = [...rulesOf(first).slice(index), ...rulesOf(second), { Condition: true, ...second }]
    if (!isPlain || !moved.every(isSureRule)) return undefined
    const rules = rulesOf(second).map((inner) => ({
      ...inner,
      Condition: `{% (${sourceOf(rule.Condition)}) and (${sourceOf(inner.Condition)}) %}`,
    }))
    const last = {
      ...withoutFields(rule, 'Output', 'Assign'),
      ...onlyFields(second, 'Assign', 'Output'),
      Next: second.Default ?? null,
    }
    return withRules(first, index, [...rules, last])
  },
}
