/** A claim of a piece of work by one attempt. */
export interface IdempotencyClaim {
  /** The piece of work. */
  readonly id: string
  /** The name of the sequence that the fencing token belongs to, such as the id of an execution. */
  readonly scope: string
  /** The attempt; unique. */
  readonly owner: string
  /** The current time, in milliseconds since the Unix epoch. */
  readonly now: number
  /** The time at which another attempt may take the work over, in milliseconds since the Unix epoch. */
  readonly leaseUntil: number
  /** The time at which the store may forget the work, in milliseconds since the Unix epoch. */
  readonly expiresAt: number
}

/** The answer to a claim: the attempt may do the work, the work is done, or another attempt does it. */
export type IdempotencyAnswer =
  | { readonly status: 'claimed'; readonly fenceToken: number }
  | { readonly status: 'done'; readonly output: string }
  | { readonly status: 'busy'; readonly leaseUntil: number }

/**
 * A store of claims and results, which all workers share. Each function is atomic.
 *
 * @example
 * const store: IdempotencyStore = memoryStore()
 */
export interface IdempotencyStore {
  /**
   * Claims a piece of work, unless it is done or another attempt has a lease on it. A later claim in the same scope has a greater fencing
   * token.
   */
  claim(claim: IdempotencyClaim): Promise<IdempotencyAnswer>
  /** Prolongs the lease. @returns false if the attempt does not have it any longer. */
  extend(claim: IdempotencyClaim): Promise<boolean>
  /** Stores the output, as JSON, and ends the lease. @returns false if the attempt does not have it any longer. */
  complete(claim: IdempotencyClaim, output: string): Promise<boolean>
  /** Ends the lease without an output, so that another attempt can do the work at once. */
  release(claim: IdempotencyClaim): Promise<void>
}
