import { execa } from 'execa'
import { clientPython } from './client-python.js'

/**
 * Runs a Python program that has `catalog` (PyIceberg's REST catalog on the endpoint, with the key pair) and `pa`, and prints one JSON
 * value with `answer(value)`.
 */
export async function runPyIceberg<T>(
  lake: { endpoint: string; accessKeyId: string; secretAccessKey: string },
  program: string,
): Promise<T> {
  const prelude = `
import json
import pyarrow as pa
from pyiceberg.catalog import load_catalog
from pyiceberg.schema import Schema
from pyiceberg.types import *
from pyiceberg.partitioning import PartitionSpec, PartitionField
from pyiceberg.transforms import *
import datetime
catalog = load_catalog('lake', **json.loads(${JSON.stringify(
    JSON.stringify({
      type: 'rest',
      uri: `${lake.endpoint}/iceberg`,
      credential: `${lake.accessKeyId}:${lake.secretAccessKey}`,
      'header.X-Iceberg-Access-Delegation': 'vended-credentials',
    }),
  )}))
def answer(value):
    print('ANSWER ' + json.dumps(value, default=str))
`
  const { stdout } = await execa(await clientPython(), ['-c', prelude + program])
  const line = stdout.split('\n').find(text => text.startsWith('ANSWER '))
  return JSON.parse(line!.slice('ANSWER '.length)) as T
}
