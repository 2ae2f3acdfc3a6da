import { EvaluationFailure } from '../../../expressions/failure.ts'
import { type JsonataTemplate, parseJsonataField } from '../../../expressions/jsonata.ts'
import type { Json } from '../../../json.ts'
import type { AslChoiceRule, AslState } from '../program/asl.ts'
import { compileJsonataOutput, compileJsonPathAssign, compileJsonPathFlow } from '../program/flow.ts'
import type { Frame } from '../program/frame.ts'
import type { Compiler, StateAttempt, StateResult } from '../program/program.ts'
import { compileChoiceTest } from './choice-rule.ts'

/** Choice: continues with the `Next` of the first rule that holds, else with `Default` (ASL spec, Choice state). */
export const compileChoice = (asl: AslState, { language }: Compiler): StateAttempt =>
  language === 'JSONata' ? jsonataChoice(asl) : jsonPathChoice(asl)

const noRuleHolds = () =>
  new EvaluationFailure(
    'States.Runtime',
    'Failed to transition out of the state. The state does not point to a next state.',
  )

const jsonPathChoice = ({ Assign, ...asl }: AslState): StateAttempt => {
  const flow = compileJsonPathFlow(asl)
  const otherwise = { index: null, assign: compileJsonPathAssign(Assign), next: asl.Default }
  const rules = (asl.Choices ?? []).map((rule, index) => ({
    index,
    holds: compileChoiceTest(rule),
    assign: compileJsonPathAssign(rule.Assign),
    next: rule.Next,
  }))
  return (raw, frame): StateResult => {
    const input = flow.input(raw, frame)
    const scope = frame.scope(input)
    const { index, assign, next } = rules.find(({ holds }) => holds(scope)) ?? otherwise
    if (next === undefined) throw noRuleHolds()
    frame.inspect('choiceRule', index)
    const { output } = flow.passOn(raw, input, frame)
    return { output, assigned: assign(input, frame), next }
  }
}

interface JsonataRule {
  readonly index: number
  readonly condition: JsonataTemplate
  readonly output: ReturnType<typeof compileJsonataOutput>
  readonly next: string | undefined
}

const jsonataRule = (rule: AslChoiceRule, index: number): JsonataRule => ({
  index,
  condition: parseJsonataField(rule.Condition ?? null, `Choices[${index}]/Condition`, 'boolean'),
  output: compileJsonataOutput(rule, { next: rule.Next, label: `Choices[${index}]/` }),
  next: rule.Next,
})

const jsonataChoice = (asl: AslState): StateAttempt => {
  const rules = (asl.Choices ?? []).map(jsonataRule)
  const otherwise = { index: null, output: compileJsonataOutput(asl, { next: asl.Default }), next: asl.Default }
  return async (input, frame) => {
    const { index, output, next } = (await firstThatHolds(rules, input, frame)) ?? otherwise
    if (next === undefined) throw noRuleHolds()
    frame.inspect('choiceRule', index)
    return output(frame, { input }, input)
  }
}

const firstThatHolds = async (rules: readonly JsonataRule[], input: Json, frame: Frame) => {
  const scope = frame.jsonataScope({ input })
  for (const rule of rules) if (await rule.condition.evaluate(scope)) return rule
  return undefined
}
