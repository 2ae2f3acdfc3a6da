import { createHash } from 'node:crypto'
import { hashSetItems } from './java/hash-set.ts'

/** The algorithms of `States.Hash` and `$hash`: AWS's name to Node's name. */
const algorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** The algorithms in the order in which AWS lists them, which is that of a HashSet. */
export const algorithmNames = hashSetItems(Object.keys(algorithms)).join(', ')

/** The hash of a string in hexadecimal, `undefined` for an algorithm that Step Functions does not know. */
export const hashOf = (text: string, algorithm: string): string | undefined => {
  const name = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined
  return name && createHash(name).update(text, 'utf8').digest('hex')
}
