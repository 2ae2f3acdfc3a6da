import { isJsonObject } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import type { Finding } from '../finding.ts'
import type { StateRule } from '../rules/rule.ts'
import { parseServiceIntegration } from '../service-integrations.ts'
import { inputMembersOf } from '../service-shapes.ts'
import { calledAction } from './called-action.ts'

/**
 * The members of a request to a service are those of its action. They begin with a capital letter, even if those of the service's API do not
 * (developer guide, Passing parameters to a service API).
 */
export const requestMembers: StateRule = function* ({ fields, path, language }): Generator<Finding> {
  const { Resource: arn } = fields
  const key = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const request = fields[key]
  const integration = typeof arn === 'string' ? parseServiceIntegration(arn) : undefined
  if (!integration || !isJsonObject(request)) return
  const { service, action } = calledAction(integration)
  const known = [...(inputMembersOf(service, action)?.keys() ?? [])]
  for (const written of Object.keys(request)) {
    const name = language === 'JSONata' ? written : written.replace(/\.\$$/, '')
    if (isMember(name, known)) continue
    yield {
      path: [...path, key],
      field: written,
      code: 'UNKNOWN_REQUEST_MEMBER',
      severity: 'warning',
      ...problemOf(written, name, { known, action: `${service}:${action}` }),
    }
  }
}

/** The members of services without a table are not known. */
const isMember = (name: string, known: readonly string[]): boolean =>
  known.length > 0 ? known.includes(name) : !/^[a-z]/.test(name)

const problemOf = (
  written: string,
  name: string,
  { known, action }: { known: readonly string[]; action: string },
): Pick<Finding, 'message' | 'hint'> => {
  const capitalized = capitalize(name)
  if (capitalized !== name && (known.length === 0 || known.includes(capitalized)))
    return {
      message: `Step Functions does not know "${written}": the members of a request begin with a capital letter`,
      hint: `write "${capitalize(written)}"`,
    }
  return { message: `the request of ${action} has no member "${written}"`, ...nearest(name, known) }
}

const capitalize = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`
