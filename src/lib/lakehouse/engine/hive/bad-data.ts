/** DuckDB SQL that fails as Athena does on a value that a column's type cannot hold. */
export function badData(value: string, index: number): string {
  return `t_fail('HIVE_BAD_DATA', 'Error parsing field value ''' || ${value} || ''' for field ${index}: For input string: "' || ${value} || '"')`
}
