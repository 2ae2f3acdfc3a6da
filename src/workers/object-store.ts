/** A store for values that are too large for Step Functions. */
export interface ObjectStore {
  put(bucket: string, key: string, body: Uint8Array): Promise<void>
  /** @throws if there is no such object, or it may not be read. */
  get(bucket: string, key: string): Promise<Uint8Array>
  has(bucket: string, key: string): Promise<boolean>
}
