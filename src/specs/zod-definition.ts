import type * as z from 'zod/mini'

/** Any zod spec. */
export type Spec = z.core.$ZodType

/** The spec of an object of the literal. The ASL object has the same fields under other names, without sugar. */
export interface ObjectSpec {
  readonly shape: Readonly<Record<string, Spec>>
}

/** The definition from which a spec was made. This is the folder's only cast to zod's own types. */
export const zodDefinition = (spec: Spec) => (spec as z.core.$ZodTypes)._zod.def
