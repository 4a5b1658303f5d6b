/** One operation of one of the lakehouse's services, from the table that dispatches its requests. */
export interface Operation {
  service: string
  name: string
  supported: boolean
  note?: string
}

/** One SQL function, from the tables that resolve calls. */
export interface SqlFunction {
  group: string
  name: string
  kind: string
  supported: boolean
  reason?: string
  signatures: string[]
}

/** Asks a running lakehouse what it answers. */
export async function fetchOperations(endpoint: string): Promise<Operation[]> {
  const response = await fetch(`${endpoint}/_mdw/operations`)
  return (await response.json()) as Operation[]
}

/** Asks a running lakehouse which SQL functions it has. */
export async function fetchFunctions(endpoint: string): Promise<SqlFunction[]> {
  const response = await fetch(`${endpoint}/_mdw/functions`)
  return ((await response.json()) as { functions: SqlFunction[] }).functions
}
