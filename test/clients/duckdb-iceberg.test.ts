import { pythonChecks } from './python-checks.js'

pythonChecks('duckdb_iceberg.py')
