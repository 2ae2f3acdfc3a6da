import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const packageName = '@resvg/resvg-js'

/** As much of the package as is used here. */
interface ResvgPackage {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } }
}

/**
 * Converts an SVG document to a PNG image at twice its size, with a package of the user's project.
 * @throws Error that names the package if it is not installed
 */
export const svgToPng = (svg: string, cwd: string): Uint8Array => {
  const { Resvg } = loadResvg(cwd)
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } }).render().asPng()
}

const loadResvg = (cwd: string): ResvgPackage => {
  try {
    return createRequire(resolve(cwd, 'package.json'))(packageName)
  } catch (error) {
    if (Object(error).code !== 'MODULE_NOT_FOUND') throw error
    throw new Error(
      `PNG needs the package ${packageName}: npm install --save-dev ${packageName}, or choose another --format`,
    )
  }
}
