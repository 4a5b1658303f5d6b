/**
 * The read_csv options on line length. A line may have 8 MiB; DuckDB would take 16 times that as its buffer, and a dbt run
 * has many readers at once, so the buffer is named too.
 */
export const CSV_LINE_OPTIONS = `max_line_size = ${8 * 1024 * 1024}, buffer_size = ${32 * 1024 * 1024}`

/** Taken for NULL: no file of text holds it. */
export const NULL_TEXT = '\u0001NULL\u0001'
