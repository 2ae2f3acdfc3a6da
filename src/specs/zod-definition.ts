import type * as z from 'zod/mini'

/** Any zod spec. */
export type Spec = z.core.$ZodType

/** The spec of an object of the literal. The ASL object has the same fields under other names, without sugar. */
export interface ObjectSpec {
  readonly shape: Readonly<Record<string, Spec>>
}

/** What a spec was made from. This is the folder's one cast to zod's own types. */
export const zodDefinition = (spec: Spec) => (spec as z.core.$ZodTypes)._zod.def
