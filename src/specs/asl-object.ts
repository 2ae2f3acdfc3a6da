/** An object of an ASL document. */
export type AslObject = Readonly<Record<string, unknown>>
