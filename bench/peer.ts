import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where a file of a peer lies: they are installed in `bench/peers`, to be measured and nothing else. */
export const peer = (file: string): string => pathToFileURL(resolve('bench/peers/node_modules', file)).href
