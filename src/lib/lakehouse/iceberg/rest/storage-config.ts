import type { IcebergRestOptions } from './iceberg-rest-service.js'
import type { RestCall } from './router.js'

/** What a client needs to read and write the tables' files through the S3 door. */
export class StorageConfig {
  constructor(
    private readonly options: { region: string; accessKeyId: string; secretAccessKey: string } & Pick<
      IcebergRestOptions,
      'warehouse'
    >,
  ) {}

  /** Where the tables of a database go that has no location. */
  async databaseLocation(database: string): Promise<string | undefined> {
    const warehouse = await this.options.warehouse?.()
    return warehouse && `${warehouse}/${database}`
  }

  /** The endpoint is the one that the client reached us by. */
  forCatalog(call: RestCall): Record<string, string> {
    return {
      's3.endpoint': `http://${call.request.headers.host ?? '127.0.0.1'}`,
      's3.path-style-access': 'true',
      's3.region': this.options.region,
      'client.region': this.options.region,
    }
  }

  /** With the key pair, where the client asks for vended credentials. It has proved that it knows them. */
  forTable(call: RestCall): Record<string, string> {
    if (call.caller === 'engine') return {}
    const delegation = String(call.request.headers['x-iceberg-access-delegation'] ?? '')
    const config = this.forCatalog(call)
    if (!delegation.split(',').some(kind => kind.trim() === 'vended-credentials')) return config
    return {
      ...config,
      's3.access-key-id': this.options.accessKeyId,
      's3.secret-access-key': this.options.secretAccessKey,
    }
  }
}
