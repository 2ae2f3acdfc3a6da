const OUTSIDE_OF_ALPHABET = /[^A-Za-z0-9+/\-_]/g

/**
 * The bytes of a Base64 string, read like AWS's lenient decoder: characters outside of the alphabet are skipped, and the first `=` ends the
 * string (reported from AWS: `' YWJjZA== '`, `'!!!invalid!!!'` and `'ab==cd'` decode).
 * @returns `undefined` if a single character is left over, which holds no byte
 */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const digits = (text.split('=', 1)[0] ?? '').replace(OUTSIDE_OF_ALPHABET, '')
  return digits.length % 4 === 1 ? undefined : Buffer.from(digits, 'base64')
}
