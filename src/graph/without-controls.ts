/** A string with a space for each line break, control character and half of a surrogate pair: none of them can be drawn. */
export const withoutControls = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, ' ')
