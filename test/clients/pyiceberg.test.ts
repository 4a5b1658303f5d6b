import { pythonChecks } from './python-checks.js'

pythonChecks('pyiceberg_catalogs.py')
