import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { readJsonPath } from '../expressions/json-path.ts'

/** The steps of a JSONPath into the input of a state; `undefined` for a path into something else, or a string that is not a path. */
export const inputSteps = (path: string) => {
  try {
    const { root, steps } = readJsonPath(path)
    return root.kind === 'input' ? steps : undefined
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return undefined
    throw error
  }
}
