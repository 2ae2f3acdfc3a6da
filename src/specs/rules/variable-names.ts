import { isJsonObject } from '../../json.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import type { StateNode } from '../read-machine.ts'
import { show } from '../show.ts'
import type { StateRule } from './rule.ts'

/** The most characters that the name of a variable may have. */
const LONGEST = 80

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}\u200c\u200d]*$/u

/** Variables have names that an expression can say, and `$states` is not one of them (developer guide, Workflow variables). */
export const variableNames: StateRule = (state) =>
  state.evaluatedFields.some(({ field }) => field === 'Assign') ? assignFindings(state) : []

function* assignFindings({ path, language, evaluatedFields: payloads }: StateNode): Generator<Finding> {
  for (const { field, value, path: at } of payloads) {
    if (field !== 'Assign') continue
    if (!isJsonObject(value)) {
      const ours = `expected an object from names to values, found ${show(value)}`
      yield { path: [...path, ...at], code: SCHEMA, message: 'Expected value of type [OBJECT]', ours }
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
      ours: '"states" is reserved: expressions read the state\'s data from it',
    }
  } else if (!identifier.test(name)) {
    const message = `Invalid variable name '${name}': the variable name contains invalid characters.`
    yield {
      path,
      code: 'INVALID_VARIABLE_NAME',
      message,
      ours: 'a variable name has letters, digits and "_", and begins with a letter',
    }
  } else if ([...name].length > LONGEST) {
    const message = `Invalid variable name '${name}': the variable name exceeds the ${LONGEST}-character limit.`
    yield { path, code: 'INVALID_VARIABLE_NAME', message, ours: `a variable name has at most ${LONGEST} characters` }
  }
}
