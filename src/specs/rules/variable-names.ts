import { isJsonObject } from '../../json.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import type { StateNode } from '../read-machine.ts'
import { show } from '../show.ts'
import type { StateRule } from './rule.ts'

/** The maximum length of a variable's name, in characters. */
const LONGEST = 80

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}\u200c\u200d]*$/u

/** The names of variables are valid identifiers, and not `states` (developer guide, Workflow variables). */
export const variableNames: StateRule = (state) =>
  state.evaluatedFields.some(({ field }) => field === 'Assign') ? assignFindings(state) : []

function* assignFindings({ path, language, evaluatedFields }: StateNode): Generator<Finding> {
  for (const { field, value, path: at } of evaluatedFields) {
    if (field !== 'Assign') continue
    if (!isJsonObject(value)) {
      const literalMessage = `expected an object of values by variable name, found ${show(value)}`
      yield { path: [...path, ...at], code: SCHEMA, message: 'Expected value of type [OBJECT]', literalMessage }
      continue
    }
    for (const key of Object.keys(value)) yield* nameFindings(key, language, [...path, ...at, key])
  }
}

function* nameFindings(key: string, language: string, path: DefinitionPath): Generator<Finding> {
  const name = language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key
  if (name === 'states') {
    const message = "Cannot assign to reserved variable '$states'."
    yield {
      path,
      code: 'RESERVED_VARIABLE_NAME',
      message,
      literalMessage: '"states" is reserved: expressions read the data of the state from it',
    }
  } else if (!identifier.test(name)) {
    const message = `Invalid variable name '${name}': the variable name contains invalid characters.`
    yield {
      path,
      code: 'INVALID_VARIABLE_NAME',
      message,
      literalMessage: 'a variable name has letters, digits and "_", and begins with a letter or "_"',
    }
  } else if ([...name].length > LONGEST) {
    const message = `Invalid variable name '${name}': the variable name exceeds the ${LONGEST}-character limit.`
    yield {
      path,
      code: 'INVALID_VARIABLE_NAME',
      message,
      literalMessage: `a variable name has at most ${LONGEST} characters`,
    }
  }
}
