import { type AwsEnvironment, parseArn } from '../arn.ts'
import { ApiError } from './api-error.ts'
import type { EngineDeps } from './engine-deps.ts'

/** More than AWS has regions: a client that makes up regions must not fill the memory. */
const MAX_ENVIRONMENTS = 100

/** The contents of one engine, by account and region: each of them has its own names, ARNs and lists. */
export class Environments {
  readonly #create: (environment: AwsEnvironment) => EngineDeps
  readonly #deps = new Map<string, EngineDeps>()
  /** Of the last request: most requests are for one environment. */
  #last: { readonly environment: AwsEnvironment; readonly deps: EngineDeps } | undefined

  /** @param create - makes the empty state of an environment when it is used first */
  constructor(create: (environment: AwsEnvironment) => EngineDeps) {
    this.#create = create
  }

  /** @throws ApiError LimitExceededException if too many environments are in use */
  of(environment: AwsEnvironment): EngineDeps {
    if (environment === this.#last?.environment) return this.#last.deps
    const deps = this.#depsOf(environment)
    this.#last = { environment, deps }
    return deps
  }

  #depsOf(environment: AwsEnvironment): EngineDeps {
    const key = keyOf(environment)
    const known = this.#deps.get(key)
    if (known) return known
    if (this.#deps.size >= MAX_ENVIRONMENTS) this.#removeUnused()
    const deps = this.#create(environment)
    this.#deps.set(key, deps)
    return deps
  }

  /** The environment that an ARN is of, if it is in use. */
  ofArn(arn: string): EngineDeps | undefined {
    const parsed = parseArn(arn)
    return parsed && this.#deps.get(keyOf(parsed))
  }

  values(): EngineDeps[] {
    return [...this.#deps.values()]
  }

  /** The environments that contain anything. */
  used(): AwsEnvironment[] {
    return this.values().flatMap((deps) => (isUnused(deps) ? [] : [deps.environment]))
  }

  #removeUnused(): void {
    this.#last = undefined
    for (const [key, deps] of this.#deps)
      if (isUnused(deps)) {
        deps.services.close()
        this.#deps.delete(key)
      }
    if (this.#deps.size >= MAX_ENVIRONMENTS)
      throw new ApiError(
        'LimitExceededException',
        `This engine holds at most ${MAX_ENVIRONMENTS} regions and accounts. Delete the state machines and activities of some.`,
      )
  }
}

const keyOf = ({ region, accountId }: AwsEnvironment): string => `${region} ${accountId}`

const isUnused = ({ registry, activities }: EngineDeps): boolean =>
  registry.stateMachines.size === 0 && registry.executions.size === 0 && activities.values().length === 0
