import { pythonChecks } from './python-checks.js'

pythonChecks('boto3_s3.py')
