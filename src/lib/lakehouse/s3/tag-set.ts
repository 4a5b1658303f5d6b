import { S3Error } from './s3-error.js'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const MAX_TAGS = 10

/** Checks a list of tags against S3's limits and makes it a record. */
export function tagRecord(tags: [key: string, value: string][]): Record<string, string> {
  if (tags.length > MAX_TAGS) throw new S3Error('InvalidTag', `Object tags cannot be greater than ${MAX_TAGS}`)
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid')
    if (value.length > 256) throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid')
  }
  const record = Object.fromEntries(tags)
  if (Object.keys(record).length < tags.length) {
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key')
  }
  return record
}

/** `x-amz-tagging`: the tags as URL query parameters. */
export function parseTagHeader(text: string): Record<string, string> {
  return tagRecord([...new URLSearchParams(text)])
}
