import { text } from 'node:stream/consumers'
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import type { AslReaderConfig } from '../../interpreter/program/asl.ts'
import { type DataFile, readText, sourceOf } from '../data-file.ts'
import { itemReaderFailure } from '../item-reader-failure.ts'
import { linesOf } from './jsonl.ts'

/** A file that a manifest lists, and how its items are read. */
export interface ListedFile {
  readonly file: DataFile
  readonly config: AslReaderConfig
}

/** The files of a query of Athena: its manifest has the URI of one in each line (Athena user guide, UNLOAD). */
export async function* athenaFiles(manifest: DataFile, config: AslReaderConfig): AsyncGenerator<ListedFile, void> {
  for await (const line of linesOf(readText(manifest))) {
    const uri = line.trim().replace(/^"(.*)"$/, '$1')
    if (uri === '') continue
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(uri) ?? []
    if (bucket === undefined || key === undefined)
      throw itemReaderFailure(
        `The manifest ${sourceOf(manifest.location)} has a line that is not the URI of an object: ${uri}`,
      )
    yield { file: { ...manifest, location: { bucket, key } }, config }
  }
}

/** The files of an S3 Inventory report: CSV without a header row, whose columns the manifest names (S3 user guide, inventory location). */
export async function* inventoryFiles(manifest: DataFile): AsyncGenerator<ListedFile, void> {
  const { fileFormat, fileSchema, destinationBucket, files } = parseManifest(await text(readText(manifest)), manifest)
  if (fileFormat !== 'CSV')
    throw itemReaderFailure(
      `The manifest ${sourceOf(manifest.location)} lists files in the format ${fileFormat}; expected CSV`,
    )
  const CSVHeaders = fileSchema.split(',').map((name) => name.trim())
  const bucket = destinationBucket.replace(/^arn:[^:]*:s3:::/, '')
  for (const key of files)
    yield {
      file: { ...manifest, location: { bucket, key } },
      config: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders },
    }
}

const parseManifest = (json: string, { location }: DataFile) => {
  const { fileFormat, fileSchema, destinationBucket, files } = objectIn(json)
  if (typeof fileSchema !== 'string' || typeof destinationBucket !== 'string' || !Array.isArray(files))
    throw itemReaderFailure(`${sourceOf(location)} is not the manifest.json of an S3 Inventory report`)
  return {
    fileFormat: typeof fileFormat === 'string' ? fileFormat : 'CSV',
    fileSchema,
    destinationBucket,
    files: files.flatMap((file) => (isJsonObject(file) && typeof file.key === 'string' ? file.key : [])),
  }
}

const objectIn = (json: string): JsonObject => {
  const value: Json = JSON.parse(json)
  return isJsonObject(value) ? value : {}
}
