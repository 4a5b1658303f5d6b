import type { Environment } from '../../src/lib/project/environment.js'

/** An environment on AWS that nothing answers for. */
export function awsEnvironmentLike(settings: Partial<Environment> = {}): Environment {
  return {
    ...{ name: 'dev', kind: 'aws', region: 'eu-west-1', bucket: 'shop-dev', prefix: 'dev_', workgroup: 'mdw-dev' },
    protected: false,
    ...settings,
  }
}

/** The local one, as it is when the lakehouse runs. */
export function localEnvironmentLike(): Environment {
  return {
    ...{ name: 'local', kind: 'local', region: 'us-east-1', bucket: 'mdw-local', prefix: '', workgroup: 'mdw' },
    endpoint: 'http://127.0.0.1:7480',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    protected: false,
  }
}
