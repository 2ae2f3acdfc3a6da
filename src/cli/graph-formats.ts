/** The formats of `stepwise graph`. */
export const graphFormats = ['svg', 'mermaid', 'dot', 'png'] as const

export type GraphFormat = (typeof graphFormats)[number]
