/** One operation of one of the lakehouse's services, from the table that dispatches its requests. */
export interface Operation {
  service: string
  name: string
  supported: boolean
  note?: string
}

/** Asks a running lakehouse what it answers. */
export async function fetchOperations(endpoint: string): Promise<Operation[]> {
  const response = await fetch(`${endpoint}/_mdw/operations`)
  return (await response.json()) as Operation[]
}
