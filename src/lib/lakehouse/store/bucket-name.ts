import { StoreError } from './store-error.js'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const NAME = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/

/** Whether S3 takes the name; such a name is also a safe name of a folder. */
export function isBucketName(name: string): boolean {
  return NAME.test(name) && !/^\d+\.\d+\.\d+\.\d+$/.test(name)
}

export function assertBucketName(name: string): void {
  if (!isBucketName(name)) throw new StoreError('InvalidBucketName', `The specified bucket is not valid: ${name}`)
}
