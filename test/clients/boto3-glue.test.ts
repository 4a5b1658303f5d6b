import { pythonChecks } from './python-checks.js'

pythonChecks('boto3_glue.py')
