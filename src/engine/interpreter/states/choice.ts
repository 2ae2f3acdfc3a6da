import { EvaluationFailure } from '../../../expressions/failure.ts'
import { type JsonataTemplate, parseJsonataField } from '../../../expressions/jsonata.ts'
import type { Json } from '../../../json.ts'
import type { AslChoiceRule, AslState } from '../program/asl.ts'
import type { CompiledState, Compiler } from '../program/compile.ts'
import {
  compileFlow,
  compileJsonataLeave,
  compileJsonPathAssign,
  jsonataScope,
  type StateResult,
} from '../program/flow.ts'
import type { Frame } from '../program/frame.ts'
import { compileChoiceTest } from './choice-rule.ts'

/** Choice: goes where the first rule that holds says, else to Default (ASL spec, Choice state). */
export const compileChoice = (asl: AslState, { language }: Compiler): CompiledState['run'] =>
  language === 'JSONata' ? jsonataChoice(asl) : jsonPathChoice(asl)

const noRuleHolds = () =>
  new EvaluationFailure(
    'States.Runtime',
    'Failed to transition out of the state. The state does not point to a next state.',
  )

const jsonPathChoice = (asl: AslState): CompiledState['run'] => {
  const { Assign, ...withoutAssign } = asl
  const flow = compileFlow(withoutAssign, 'JSONPath')
  const otherwise = { assign: compileJsonPathAssign(Assign), next: asl.Default }
  const rules = (asl.Choices ?? []).map((rule) => ({
    holds: compileChoiceTest(rule),
    assign: compileJsonPathAssign(rule.Assign),
    next: rule.Next,
  }))
  return (raw, frame): StateResult => {
    const input = flow.input(raw, frame) as Json
    const scope = frame.scope(input)
    const { assign, next } = rules.find(({ holds }) => holds(scope)) ?? otherwise
    if (next === undefined) throw noRuleHolds()
    const { output } = flow.leave(raw, input, frame) as StateResult
    return { output, assigned: assign(input, frame), next }
  }
}

interface JsonataRule {
  readonly condition: JsonataTemplate
  readonly leave: ReturnType<typeof compileJsonataLeave>
  readonly next: string | undefined
}

const jsonataRule = (rule: AslChoiceRule, index: number): JsonataRule => ({
  condition: parseJsonataField(rule.Condition ?? null, `Choices[${index}]/Condition`, 'boolean'),
  leave: compileJsonataLeave(rule, `Choices[${index}]/`),
  next: rule.Next,
})

const jsonataChoice = (asl: AslState): CompiledState['run'] => {
  const rules = (asl.Choices ?? []).map(jsonataRule)
  const otherwise = { leave: compileJsonataLeave(asl), next: asl.Default }
  return async (input, frame) => {
    const { leave, next } = (await firstThatHolds(rules, input, frame)) ?? otherwise
    if (next === undefined) throw noRuleHolds()
    return { ...(await leave(frame, { input }, input)), next }
  }
}

const firstThatHolds = async (rules: readonly JsonataRule[], input: Json, frame: Frame) => {
  const scope = jsonataScope(frame, { input })
  for (const rule of rules) if (await rule.condition.evaluate(scope)) return rule
  return undefined
}
