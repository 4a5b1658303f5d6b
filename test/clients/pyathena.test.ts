import { pythonChecks } from './python-checks.js'

pythonChecks('pyathena_cursors.py')
