import { isJsonObject } from '../../json.ts'
import type { StateRule } from '../rules/rule.ts'
import { show } from '../show.ts'
import { isJsonata, isSubstituted } from '../values.ts'

/** A task's `Credentials` are an object with a role (developer guide, Accessing resources in other AWS accounts). */
export const credentialsType: StateRule = ({ fields, path }) => {
  const { Credentials: credentials } = fields
  if (credentials === undefined || isJsonObject(credentials)) return []
  if (isJsonata(credentials) || isSubstituted(credentials)) return []
  const message = `expected an object with "RoleArn", found ${show(credentials)}`
  return [{ path: [...path, 'Credentials'], code: 'INVALID_CREDENTIALS', severity: 'warning', message }]
}
