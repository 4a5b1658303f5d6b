/** An identifier as Trino quotes it, in queries. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A table in a query. */
export function queryName({ database, name }: { database: string; name: string }): string {
  return `${quoted(database)}.${quoted(name)}`
}

/** A table in a query, as one of its snapshots shows it. */
export function versionName(table: { database: string; name: string }, snapshotId: string): string {
  return `${queryName(table)} FOR VERSION AS OF ${snapshotId}`
}

/** A table in DDL, which is Hive's grammar: back quotes. */
export function ddlName({ database, name }: { database: string; name: string }): string {
  return `\`${database}\`.\`${name}\``
}

export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
