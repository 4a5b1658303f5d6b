import { pythonChecks } from './python-checks.js'

pythonChecks('aws_cli.py')
