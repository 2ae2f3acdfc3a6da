const OUTSIDE_OF_ALPHABET = /[^A-Za-z0-9+/\-_]/g

/**
 * The bytes of a Base64 text as the lenient decoder that AWS uses reads it: characters outside of the alphabet do not count, and the
 * first `=` ends the text (reported from AWS: `' YWJjZA== '`, `'!!!invalid!!!'` and `'ab==cd'` decode).
 * @returns `undefined` if a single character is left over, which holds no byte
 */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const digits = (text.split('=', 1)[0] ?? '').replace(OUTSIDE_OF_ALPHABET, '')
  return digits.length % 4 === 1 ? undefined : Buffer.from(digits, 'base64')
}
