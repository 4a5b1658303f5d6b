import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { RawTable } from '../../project/raw-sources.js'

const TABLES = ['categories', 'cities', 'countries', 'customers', 'employees', 'products', 'sales']

/** The sample is of one business: in a project that has none of its tables, its files would only be in the way. */
export function refuseOtherProjects(sources: readonly Pick<RawTable, 'name'>[], folder: string): void {
  if (sources.some(({ name }) => TABLES.includes(name))) return
  const names = sources.map(({ name }) => name).join(', ')
  throw new MdwError({
    code: 'NO_SAMPLE',
    message: `There is no raw file in ${folder}, and no sample of this project's tables (${names}).`,
    why: `The sample that mdw can make has ${TABLES.join(', ')}.`,
    actions: ['Put your own files there: `<table>.csv`, or a folder of CSV files for a table.'],
    exitCode: ExitCode.usage,
  })
}
