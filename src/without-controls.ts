/**
 * A string with a space for each line break, control character, half of a surrogate pair and mark that changes the direction of text:
 * drawn or written to a terminal, they would do something else than show themselves.
 */
export const withoutControls = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, ' ')
