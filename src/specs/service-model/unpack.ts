import { brotliDecompressSync } from 'node:zlib'

/** Unpacks a string that scripts/service-model.mjs packed. */
export const unpack = (packed: string): string => brotliDecompressSync(Buffer.from(packed, 'base64')).toString()
