import type { StorageDescriptor } from '../../catalog/model.js'
import { TrinoError } from '../../sql/trino-error.js'

/** A file format by the word that CTAS, UNLOAD and STORED AS use. */
export interface HiveFileFormat {
  inputFormat: string
  outputFormat: string
  serde: string
  /** How DuckDB writes it; absent where it cannot. */
  write?: 'parquet' | 'text' | 'json'
}

const TEXT_INPUT = 'org.apache.hadoop.mapred.TextInputFormat'
const TEXT_OUTPUT = 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'

export const FORMATS: Record<string, HiveFileFormat> = {
  PARQUET: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    write: 'parquet',
  },
  TEXTFILE: {
    inputFormat: TEXT_INPUT,
    outputFormat: TEXT_OUTPUT,
    serde: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    write: 'text',
  },
  JSON: {
    inputFormat: TEXT_INPUT,
    outputFormat: TEXT_OUTPUT,
    serde: 'org.apache.hive.hcatalog.data.JsonSerDe',
    write: 'json',
  },
  ORC: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat',
    serde: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde',
  },
  AVRO: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat',
    serde: 'org.apache.hadoop.hive.serde2.avro.AvroSerDe',
  },
}

/** The format of an existing table, for INSERT. */
export function formatOf(storage: StorageDescriptor | undefined): HiveFileFormat {
  const library = storage?.serdeInfo?.serializationLibrary ?? FORMATS.TEXTFILE!.serde
  const known = Object.values(FORMATS).find(format => format.serde.toLowerCase() === library.toLowerCase())
  if (known) return known
  // The two JSON SerDes write the same lines.
  if (library.toLowerCase() === 'org.openx.data.jsonserde.jsonserde') return { ...FORMATS.JSON!, serde: library }
  throw new TrinoError('NOT_SUPPORTED', `Inserting into a table with SerDe ${library} is not supported`)
}
