/** Where a file of a peer lies: they are installed in `peers/`, to be measured and nothing else. */
export const peer = (file: string): string => new URL(`./peers/node_modules/${file}`, import.meta.url).href
