import { isJsonObject } from '../../json.ts'
import type { Finding } from '../finding.ts'
import type { StateRule } from '../rules/rule.ts'
import { parseServiceIntegration } from '../service-integrations.ts'

/**
 * The members of a request to a service begin with a capital letter, even if those of the service's API do not (developer guide, Passing
 * parameters to a service API).
 */
export const requestMembers: StateRule = function* ({ fields, path, language }): Generator<Finding> {
  const { Resource: arn } = fields
  const key = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const request = fields[key]
  if (typeof arn !== 'string' || !isJsonObject(request) || !parseServiceIntegration(arn)) return
  for (const name of Object.keys(request)) {
    if (!/^[a-z]/.test(name)) continue
    yield {
      path: [...path, key],
      field: name,
      code: 'UNKNOWN_REQUEST_MEMBER',
      severity: 'warning',
      message: `Step Functions does not know "${name}": the members of a request begin with a capital letter`,
      hint: `write "${name[0]?.toUpperCase()}${name.slice(1)}"`,
    }
  }
}
