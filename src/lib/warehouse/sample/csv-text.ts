import type { SampleTable } from './dimensions.js'

/** A table as CSV (RFC 4180, lines ended by \n as in the public files): quotes only where needed, doubled inside. */
export function csvText(table: SampleTable): string {
  return `${[table.header, ...table.rows].map(row => row.map(field).join(',')).join('\n')}\n`
}

function field(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
