import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A tiny delivery, for a project from nothing: enough for a view, a table and a metric. */
const ORDERS = `order_id,ordered_on,customer,quantity,amount
1,2024-01-02,Ada,2,19.90
2,2024-01-02,José,1,7.50
3,2024-01-03,Ada,5,42.00
4,2024-01-05,Zoë,1,12.25
5,,José,3,30.00
`

export async function writeExample(folder: string): Promise<string[]> {
  const file = join(folder, 'orders.csv')
  await writeFile(file, ORDERS)
  return [file]
}
