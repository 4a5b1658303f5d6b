import { join } from 'node:path'
import { packageRoot } from '../../src/lib/project/paths.js'
import { type RawTable, readRawSources } from '../../src/lib/project/raw-sources.js'

/** The sample's smallest table, with two columns and no key. */
export const cities: RawTable = {
  ...readRawSources(join(packageRoot, 'dbt')).find(table => table.name === 'cities')!,
  columns: ['CityID', 'CityName'].map(name => ({ name, type: 'string' })),
  key: undefined,
}
export const CITIES_HEADER = 'CityID,CityName\n'
export const CITIES_KEY = 'raw/cities/cities.csv'
