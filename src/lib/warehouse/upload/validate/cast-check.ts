import type { RawTable } from '../../../project/raw-sources.js'

export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`

/** What the stg layer takes for a value: text_or_null of the sample makes nothing and the word NULL a NULL. */
const present = (column: string) => `nullif(nullif(trim(${identifier(column)}), ''), 'NULL')`

/** DuckDB casts more than Trino does (1.5 to an integer, 2018/4/1 to a date), so the form is checked beside the cast. */
const FORMS: [type: RegExp, duckType: (type: string) => string, form: string | undefined][] = [
  [/^(tinyint|smallint|int|integer|bigint)$/, type => type, '[+-]?[0-9]+'],
  [/^decimal(\(\d+(, *\d+)?\))?$/, type => (type === 'decimal' ? 'decimal(38,0)' : type), undefined],
  [/^(real|float|double)$/, type => type, undefined],
  [/^boolean$/, type => type, '(?i)(t|f|true|false|0|1)'],
  [/^date$/, type => type, '[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}'],
  [
    /^timestamp(\(\d+\))?$/,
    () => 'timestamp',
    '[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{1,12})?)?)?',
  ],
  [/^(string|varchar(\(\d+\))?)$/, () => 'varchar', undefined],
]

/** The columns that are cast to something, each with the SQL condition under which its value cannot be. */
export function castChecks(table: RawTable): { column: string; type: string; bad: string }[] {
  return table.columns.flatMap(({ name, cast }) => {
    const found = FORMS.find(([pattern]) => cast !== undefined && pattern.test(cast))
    if (cast === undefined || found === undefined || found[1](cast) === 'varchar') return []
    const value = present(name)
    const form = found[2] === undefined ? '' : ` or not regexp_full_match(${value}, ${quoted(found[2])})`
    return [
      {
        column: name,
        type: cast,
        bad: `${value} is not null and (try_cast(${value} as ${found[1](cast)}) is null${form})`,
      },
    ]
  })
}
