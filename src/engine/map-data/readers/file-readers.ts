import type { AslReaderConfig } from '../../interpreter/program/asl.ts'
import type { FileReader } from '../data-file.ts'
import { readCsv } from './csv.ts'
import { readJson } from './json.ts'
import { readJsonLines } from './jsonl.ts'
import { readParquet } from './parquet.ts'

/** The readers of files, by InputType. A MANIFEST lists files of another type. */
export const fileReaders: Readonly<Record<Exclude<NonNullable<AslReaderConfig['InputType']>, 'MANIFEST'>, FileReader>> =
  {
    CSV: readCsv,
    JSON: readJson,
    JSONL: readJsonLines,
    PARQUET: readParquet,
  }
