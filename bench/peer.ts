import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The URL of a file of a peer, a library to compare with. Peers are installed in `bench/peers`, for measurements only. */
export const peer = (file: string): string => pathToFileURL(resolve('bench/peers/node_modules', file)).href
