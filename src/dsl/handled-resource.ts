import { fromAwsName, parseArn, toAwsName } from '../arn.ts'
import { RecentlyUsed } from '../recently-used.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { activityName } from './activities.ts'

/** The performer of the tasks of a resource. */
export interface HandledResource {
  readonly kind: 'activity' | 'lambda' | 'machine' | 'integration'
  /** The name of the activity as AWS writes it, of the function, of the state machine, or of the service and its action. */
  readonly name: string
}

/** The resource that a task, or the key of a handler, names: in short form (`lambda/charge`), or as an ARN. */
export const handledResource = (text: string): HandledResource => known.get(text, () => parse(text))

/** Each run of a test names the same few resources. */
const known = new RecentlyUsed<HandledResource>()

const parse = (text: string): HandledResource => {
  const parsed = parseResource(text)
  if (parsed.kind === 'activity' || parsed.kind === 'machine')
    return { kind: parsed.kind, name: toAwsName(parsed.name) }
  return parsed.kind === 'verbatim' ? resourceOfArn(text) : parsed
}

const resourceOfArn = (text: string): HandledResource => {
  const { service, region, resource = [] } = parseArn(text) ?? {}
  const [type, ...name] = resource
  if (service === 'lambda') return { kind: 'lambda', name: name.join(':') }
  if (service === 'states' && type === 'activity') return { kind: 'activity', name: toAwsName(activityName(text)) }
  return { kind: 'integration', name: service === 'states' && region === '' ? resource.join(':') : text }
}

/** The resource as a literal writes it. */
export const resourceName = ({ kind, name }: HandledResource): string => {
  if (kind === 'integration') return name
  return kind === 'activity' ? fromAwsName(name) : `${kind}/${fromAwsName(name)}`
}
