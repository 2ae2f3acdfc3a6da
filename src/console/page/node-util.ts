/** The part of `node:util` that the shared code uses, for the browser. */
export const inspect = (value: unknown): string => JSON.stringify(value) ?? String(value)
