import { isAbsolute } from 'node:path'
import { parseArgs } from 'node:util'
import { StartError } from './start-error.js'

export interface ProcessArguments {
  stateDir: string
  port: number
  extensionDir: string
  accountId: string
  region: string
  limitsOff: string[]
}

const DEFAULT_PORT = '7480'

/** @throws StartError naming the argument that is wrong. */
export function readArguments(args: string[]): ProcessArguments {
  const values = parse(args)
  return {
    stateDir: absolute('state-dir', values['state-dir']),
    extensionDir: absolute('extension-dir', values['extension-dir']),
    port: matching('port', values.port, /^\d{1,5}$/, text => Number(text) <= 65_535, Number),
    accountId: matching('account-id', values['account-id'], /^\d{12}$/),
    region: matching('region', values.region, /^[a-z0-9-]{3,32}$/),
    limitsOff: values['limits-off'].split(',').filter(name => name !== ''),
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'state-dir': { type: 'string' },
        port: { type: 'string', default: DEFAULT_PORT },
        'extension-dir': { type: 'string' },
        'account-id': { type: 'string', default: '000000000000' },
        region: { type: 'string', default: 'us-east-1' },
        'limits-off': { type: 'string', default: '' },
      },
    }).values
  } catch (error) {
    throw new StartError((error as Error).message, 2)
  }
}

function absolute(name: string, path: string | undefined): string {
  if (path && isAbsolute(path)) return path
  throw new StartError(`--${name} must be an absolute path${path ? `, not ${path}` : ''}`, 2)
}

function matching<T = string>(
  name: string,
  text: string,
  pattern: RegExp,
  isValid: (text: string) => boolean = () => true,
  convert: (text: string) => T = value => value as T,
): T {
  if (pattern.test(text) && isValid(text)) return convert(text)
  throw new StartError(`--${name} is not valid: ${text}`, 2)
}
