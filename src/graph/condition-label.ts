import { conditionText } from '../dsl/condition-text.ts'
import { DefinitionError } from '../errors.ts'
import { comparisonSymbols } from '../specs/comparison-operators.ts'
import type { Condition } from '../specs/condition.ts'

/** A condition in words: its expression string, the JSONata without its delimiters, else its JSON. */
export const conditionLabel = (condition: unknown): string =>
  withSymbols(withoutDelimiters(asExpression(condition) ?? JSON.stringify(condition) ?? '')).replaceAll(/\s+/g, ' ')

const asExpression = (condition: unknown): string | undefined => {
  try {
    // The folder's one cast: `conditionText` rejects what is not a condition.
    return conditionText(condition as Condition)
  } catch (error) {
    if (error instanceof DefinitionError) return undefined
    throw error
  }
}

const withoutDelimiters = (text: string): string => /^\{%(.*)%\}$/s.exec(text)?.[1]?.trim() ?? text

const symbolsByName: ReadonlyMap<string, string> = new Map(
  Object.entries(comparisonSymbols).map(([symbol, name]) => [name, symbol]),
)

/** A comparison with the symbol of its operator: `$.a >= $.b` for `numericGreaterThanEqualsPath($.a, $.b)`. */
const withSymbols = (text: string): string =>
  text.replace(comparison, (_, name, left, right) => `${left} ${symbolsByName.get(name)} ${right}`)

const comparison = new RegExp(
  `\\b(?:string|numeric|boolean|timestamp)(${Object.values(comparisonSymbols).join('|')})(?:Path)?\\(([^(),"]+), ([^()]+)\\)`,
  'g',
)
