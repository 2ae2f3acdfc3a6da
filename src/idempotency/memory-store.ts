import type { IdempotencyClaim, IdempotencyStore } from './idempotency-store.ts'

interface Entry {
  readonly owner: string
  readonly leaseUntil: number
  readonly expiresAt: number
  readonly output?: string
}

/** The number of claims after which entries that have expired are removed. */
const CLAIMS_PER_SWEEP = 1000

/**
 * A store for `idempotent` in the memory of one process: for tests, and for workers that are all in this process.
 *
 * @example
 * startWorkers(orders, handlers, { interceptors: [idempotent({ store: memoryStore(), key: ({ input }) => input.item })] })
 */
export const memoryStore = (): IdempotencyStore => {
  const entries = new Map<string, Entry>()
  const fences = new Map<string, { token: number; expiresAt: number }>()
  let claims = 0

  const sweep = (now: number) => {
    for (const [id, { expiresAt }] of entries) if (expiresAt <= now) entries.delete(id)
    for (const [scope, { expiresAt }] of fences) if (expiresAt <= now) fences.delete(scope)
  }
  const nextToken = ({ scope, expiresAt }: IdempotencyClaim): number => {
    const token = (fences.get(scope)?.token ?? 0) + 1
    fences.set(scope, { token, expiresAt })
    return token
  }
  const isHeld = ({ id, owner }: IdempotencyClaim): boolean => {
    const entry = entries.get(id)
    return entry !== undefined && entry.owner === owner && entry.output === undefined
  }
  const write = ({ id, owner, leaseUntil, expiresAt }: IdempotencyClaim, changes: Partial<Entry> = {}) => {
    entries.set(id, { owner, leaseUntil, expiresAt, ...changes })
  }

  return {
    async claim(claim) {
      if (++claims % CLAIMS_PER_SWEEP === 0) sweep(claim.now)
      const entry = entries.get(claim.id)
      if (entry && entry.expiresAt > claim.now) {
        if (entry.output !== undefined) return { status: 'done', output: entry.output }
        if (entry.leaseUntil > claim.now) return { status: 'busy', leaseUntil: entry.leaseUntil }
      }
      write(claim)
      return { status: 'claimed', fenceToken: nextToken(claim) }
    },
    async extend(claim) {
      if (!isHeld(claim)) return false
      write(claim)
      return true
    },
    async complete(claim, output) {
      if (!isHeld(claim)) return false
      write(claim, { output })
      return true
    },
    async release(claim) {
      if (isHeld(claim)) write(claim, { leaseUntil: 0 })
    },
  }
}
