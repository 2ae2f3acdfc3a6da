/** The functions of JSONata 2 and those that Step Functions adds (AWS developer guide, Transforming data with JSONata). */
const names = `
abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent distinct each
encodeUrl encodeUrlComponent error eval exists filter floor formatBase formatInteger formatNumber fromMillis join keys length lookup
lowercase map match max merge millis min not now number pad parseInteger power random reduce replace reverse round shuffle sift
single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim type uppercase zip
hash parse partition range uuid`

const builtins: ReadonlySet<string> = new Set(names.trim().split(/\s+/))

export const isBuiltin = (name: string): boolean => builtins.has(name)
