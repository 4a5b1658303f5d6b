/** What a root module's provisioner runs in tests, where no provider can be had: makes one thing through AWS calls. */
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena'
import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'

const [kind, name] = process.argv.slice(2)
const make = {
  bucket: () => new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: name })),
  database: () => new GlueClient().send(new CreateDatabaseCommand({ DatabaseInput: { Name: name } })),
  workgroup: () => new AthenaClient().send(new CreateWorkGroupCommand({ Name: name })),
}
await make[kind]()
