// Converts AWS's published service models to the tables of src/specs: names, actions and shapes, as Step Functions spells them.
import { brotliCompressSync, constants } from 'node:zlib'

/** A service's name after `aws-sdk:`: its id in the package names of the AWS SDK for Java 2.x (DefaultNamingStrategy.getServiceName). */
export const serviceName = ({ metadata }) =>
  metadata.serviceId
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase()
    .replace(/^(?:amazon|aws)/, '')
    .replace(/service$/, '')

/** `CreateDBInstance` -> `createDBInstance`, `DBFoo` -> `dbFoo`: the SDK's Utils.unCapitalize. */
export const camelCase = (name) => {
  let end = 1
  while (/[A-Z]/.test(name[end] ?? '') && !/[a-z]/.test(name[end + 1] ?? '')) end++
  return name.slice(0, end).toLowerCase() + name.slice(end)
}

const pascalCase = (name) => name[0].toUpperCase() + name.slice(1)

/** Services of the developer guide whose models botocore no longer has: known names, unknown actions. */
const retired = [
  ...['apptest', 'elasticinference', 'elastictranscoder', 'evidently', 'finspace', 'finspacedata', 'honeycode'],
  ...['iotanalytics', 'iotevents', 'ioteventsdata', 'iotfleethub', 'lookoutmetrics', 'lookoutvision', 'opsworks'],
  ...['opsworkscm', 'panorama', 'privatenetworks', 'qldb', 'qldbsession', 'robomaker', 'simspaceweaver', 'sms', 'tnb'],
]

/** "Unsupported operations" of the developer guide's list (Supported AWS SDK service integrations), streams aside. */
const unsupported = {
  applicationdiscovery: ['describeExportConfigurations', 'exportConfigurations'],
  bedrockagentruntime: [
    'invokeAgent',
    'invokeFlow',
    'invokeInlineAgent',
    'optimizePrompt',
    'retrieveAndGenerateStream',
  ],
  codedeploy: [
    'batchGetDeploymentInstances',
    'getDeploymentInstance',
    'listDeploymentInstances',
    'skipWaitTimeForInstanceTermination',
  ],
  comprehendmedical: ['detectEntities'],
  dataexchange: ['sendApiAsset'],
  directconnect: [
    'allocateConnectionOnInterconnect',
    'describeConnectionLoa',
    'describeConnectionsOnInterconnect',
    'describeInterconnectLoa',
  ],
  efs: ['createTags'],
  emr: ['describeJobFlows'],
  iot: ['attachPrincipalPolicy', 'detachPrincipalPolicy', 'listPolicyPrincipals', 'listPrincipalPolicies'],
  iotdeviceadvisor: ['listTestCases'],
  lambda: ['invokeAsync'],
  mediapackage: ['rotateChannelCredentials'],
  rdsdata: ['executeSql'],
  shield: ['deleteSubscription'],
  sts: ['assumeRole', 'assumeRoleWithSAML', 'assumeRoleWithWebIdentity'],
}

/** A request or response with a stream of events; the developer guide lists all actions that have one as unsupported. */
const isStream = ({ shapes }, ref) =>
  Object.values(shapes[ref?.shape]?.members ?? {}).some(({ shape }) => shapes[shape].eventstream)

/** `Bucket:create,delete Object:get!putX`: the nouns with their verbs, and after `!` the actions that are not supported. */
const actionsOf = (name, model) => {
  const verbs = new Map()
  const refused = []
  for (const [operation, details] of Object.entries(model.operations)) {
    const action = camelCase(operation)
    const [, verb, noun] = /^([a-z0-9]+)(.*)$/.exec(action)
    if (isStream(model, details.input) || isStream(model, details.output) || unsupported[name]?.includes(action))
      refused.push(action)
    else verbs.set(noun, [...(verbs.get(noun) ?? []), verb])
  }
  const offered = [...verbs].map(([noun, list]) => `${noun}:${list.sort().join(',')}`).sort()
  return [offered.join(' '), ...(refused.length > 0 ? [refused.sort().join(',')] : [])].join('!')
}

/** One line a service: its name, and its actions unless it is retired. */
export const encodeActions = (models) =>
  [
    ...[...models].map(([name, model]) => `${name} ${actionsOf(name, model)}`),
    ...retired.filter((name) => !models.has(name)),
  ]
    .sort()
    .join('\n')

/** The ids of all services, a line each: the SDKs derive the names of packages, clients and exceptions from them. */
export const encodeServiceIds = (models) =>
  [...models.values()]
    .map(({ metadata }) => metadata.serviceId)
    .sort()
    .join('\n')

const kinds = {
  ...{ string: 's', character: 's', timestamp: 's', blob: 's', boolean: 'b' },
  ...{ byte: 'n', short: 'n', integer: 'n', long: 'n', float: 'n', double: 'n', bigdecimal: 'n', biginteger: 'n' },
}

/** The shapes that the actions' requests and responses reach. */
const reachable = ({ shapes }, roots) => {
  const seen = new Set()
  const open = [...roots]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    open.push(...childrenOf(shapes[name]))
  }
  return [...seen].sort()
}

const isMade = ({ document, eventstream }) => document || eventstream
const childrenOf = (shape) =>
  isMade(shape)
    ? []
    : [...Object.values(shape.members ?? {}), shape.member, shape.value].flatMap((ref) => ref?.shape ?? [])

/** A member that must be there; not one that the SDK fills in itself. */
const isRequired = (shape, member) => shape.required?.includes(member) && !shape.members[member].idempotencyToken

const membersOf = (shape) =>
  Object.entries(shape.members).map(([name, ref]) => [
    `${pascalCase(name)}${isRequired(shape, name) ? '!' : ''}`,
    ref.shape,
  ])

const bounds = (min, max) => (max !== undefined ? [min ?? null, max] : min !== undefined ? [min] : [])

/** A minimum length of 0 has no effect. Of a blob, whose length is in bytes, only the fact that it is not empty is kept. */
const lengths = ({ type, min, max }) => bounds(min || undefined, type === 'blob' ? undefined : max)

/** A shape as it is written, with `refer` for each shape in it: see src/specs/service-model/described-service.ts for the form. */
const encodeShape = (shape, refer) => {
  if (isMade(shape)) return 'a'
  if (shape.type === 'structure')
    return Object.fromEntries(membersOf(shape).map(([name, child]) => [name, refer(child)]))
  if (shape.type === 'list') return ['l', refer(shape.member.shape), ...lengths(shape)]
  if (shape.type === 'map') return ['m', refer(shape.value.shape), ...lengths(shape)]
  if (shape.enum) return ['e', ...shape.enum]
  const kind = kinds[shape.type]
  if (!kind) throw new Error(`unknown type ${shape.type}`)
  const limits = kind === 'n' ? bounds(shape.min, shape.max) : kind === 's' ? lengths(shape) : []
  return limits.length > 0 ? [kind, ...limits] : kind
}

/** The class of each shape, equal for shapes that say the same: classes are split until none has shapes that differ. */
const classesOf = ({ shapes }, names) => {
  let classes = new Map(names.map((name) => [name, 0]))
  for (let count = 0; ; ) {
    const keys = new Map()
    const split = new Map()
    for (const name of names) {
      const key = JSON.stringify([classes.get(name), encodeShape(shapes[name], (child) => classes.get(child))])
      if (!keys.has(key)) keys.set(key, keys.size)
      split.set(name, keys.get(key))
    }
    classes = split
    if (keys.size === count) return classes
    count = keys.size
  }
}

/**
 * The actions of one service, each with its request and, unless `inputOnly`, its response; `null` for one without members. Streams
 * are left out unless they are asked for by name.
 */
export const encodeShapes = (model, { actions, inputOnly = false }) => {
  const operations = Object.entries(model.operations)
    .map(([operation, { input, output }]) => [camelCase(operation), inputOnly ? [input] : [input, output]])
    .filter(([action, refs]) => actions?.includes(action) ?? !refs.some((ref) => isStream(model, ref)))
  const names = reachable(
    model,
    operations.flatMap(([, refs]) => refs.flatMap((ref) => ref?.shape ?? [])),
  )
  const classes = classesOf(model, names)
  const table = []
  for (const name of names) table[classes.get(name)] ??= encodeShape(model.shapes[name], (child) => classes.get(child))
  const calls = operations.map(([action, refs]) => [action, refs.map((ref) => (ref ? classes.get(ref.shape) : null))])
  return JSON.stringify({ actions: Object.fromEntries(calls), shapes: table })
}

/** Brotli in base64: what a string of source code can hold. */
export const pack = (text) => {
  const { BROTLI_PARAM_MODE: mode, BROTLI_PARAM_LGWIN: window, BROTLI_MODE_TEXT: isText } = constants
  return brotliCompressSync(text, { params: { [mode]: isText, [window]: 22 } }).toString('base64')
}
