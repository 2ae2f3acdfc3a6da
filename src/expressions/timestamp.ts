/** RFC 3339 as ASL profiles it: an uppercase `T`, and an uppercase `Z` or a numeric offset (ASL spec, Timestamps). */
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/** The instant that a timestamp stands for, in milliseconds since the Unix epoch with fractions; `undefined` if the string is not one. */
export const parseTimestamp = (text: string): number | undefined => {
  const parts = RFC3339.exec(text)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', offset = 'Z'] = parts
  const isDate = isDayOf(Number(year), Number(month), Number(day))
  if (!isDate || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  return Number.isNaN(ms) ? undefined : ms + Number(`0${fraction}`) * 1000
}

const isDayOf = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
