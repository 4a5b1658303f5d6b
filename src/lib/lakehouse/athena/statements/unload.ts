import { listDataFiles } from '../../engine/hive/files.js'
import { FORMATS } from '../../engine/hive/formats.js'
import { writeFiles } from '../../engine/hive/write-files.js'
import type { CreateTableAs, Unload } from '../../sql/ast.js'
import { propertyValues, translateCreateTableAs } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { parseS3Uri } from '../../store/object-store.js'
import { writeManifest } from '../results/manifest.js'
import type { StatementExecutor } from './statement.js'
import { Properties } from './table-properties.js'

/** https://docs.aws.amazon.com/athena/latest/ug/unload.html */
export const unload: StatementExecutor<Unload> = {
  type: 'DML',
  subtype: 'UNLOAD',
  async run(statement, run) {
    const properties = new Properties(await run.translate(context => propertyValues(statement.properties, context)))
    const formatName = properties.text('format')?.toUpperCase()
    if (formatName === undefined) throw new TrinoError('INVALID_TABLE_PROPERTY', "UNLOAD needs the property 'format'")
    const format = FORMATS[formatName]
    if (!format) throw new TrinoError('INVALID_TABLE_PROPERTY', `Unsupported format ${formatName}`)
    const compression = (properties.text('compression') ?? 'GZIP').toUpperCase()
    const delimiter = properties.text('field_delimiter')
    const partitionedBy = (properties.texts('partitioned_by') ?? []).map(name => name.toLowerCase())
    properties.refuseOthers()
    const place = parseS3Uri(statement.to)
    if (!place) throw new TrinoError('INVALID_TABLE_PROPERTY', `UNLOAD location ${statement.to} is not an s3 location`)
    if ((await listDataFiles(run.objects, statement.to)).length > 0)
      throw new TrinoError('HIVE_PATH_ALREADY_EXISTS', `Target directory already exists: ${statement.to}`)
    const { sql, columns } = await run.translate(context => translateCreateTableAs(asTable(statement), context))
    const isKey = (name: string) => partitionedBy.includes(name.toLowerCase())
    const written = await run.query(connection =>
      writeFiles(connection, run.objects, {
        queryId: run.queryId,
        scratchDir: run.engine.scratchDir,
        location: statement.to,
        sql,
        columns: columns.filter(({ name }) => !isKey(name)),
        partitions: columns.filter(({ name }) => isKey(name)),
        format,
        compression,
        parameters: delimiter === undefined ? { 'field.delim': ',' } : { 'field.delim': delimiter },
        checkPartitions: () => undefined,
      }),
    )
    return {
      updateCount: written.rows,
      outputLocation: run.sink.uri(''),
      dataManifestLocation: await writeManifest(run, run.queryId, written.files),
    }
  },
}

/** Its query is stored like a CTAS's: every column named, no time zones kept apart. */
function asTable({ query, loc }: Unload): CreateTableAs {
  return {
    kind: 'create-table-as',
    name: { parts: [], loc },
    ifNotExists: false,
    properties: [],
    query,
    withData: true,
    loc,
  }
}
