/** What a root module's provisioner runs in tests, where no provider can be had: makes things of one kind through AWS calls. */
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena'
import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'

const [kind, ...names] = process.argv.slice(2)
const make = {
  bucket: name => new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: name })),
  database: name => new GlueClient().send(new CreateDatabaseCommand({ DatabaseInput: { Name: name } })),
  workgroup: name => new AthenaClient().send(new CreateWorkGroupCommand({ Name: name })),
}
for (const name of names) {
  await make[kind](name).catch(error => {
    // An interrupted run may have made it without Terraform knowing.
    if (!/already/i.test(`${error.name} ${error.message}`)) throw error
  })
}
