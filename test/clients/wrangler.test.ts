import { pythonChecks } from './python-checks.js'

pythonChecks('wrangler.py')
