export interface Denial {
  /** As policies spell it: `glue:CreateDatabase`. */
  action: string
  /** An ARN, where AWS names it. */
  resource?: string
  /** Refused by Lake Formation, where policies do not help. */
  lakeFormation: boolean
}

/** Which action AWS refused, from the text of an error of the provider or the backend. */
export function deniedAction(text: string): Denial | undefined {
  // IAM User Guide, "Troubleshoot access denied error messages".
  const named = /not authorized to perform:?\s+([\w-]+:\w+)(?:\s+on (?:the )?resource:?\s+"?([^\s",]+))?/.exec(text)
  if (named) return { action: named[1]!, ...(named[2] ? { resource: named[2] } : {}), lakeFormation: false }
  const lake = /Insufficient Lake Formation permission\(s\):\s*Required ([^\n]+?) on ([^\n]+)/.exec(text)
  if (lake) return { action: `Lake Formation ${lake[1]}`, resource: lake[2]!.trim(), lakeFormation: true }
  if (!/AccessDenied|StatusCode: 403|Forbidden/.test(text)) return undefined
  const operation = /operation error ([\w ]+): (\w+)/.exec(text)
  if (!operation) return { action: 'this', lakeFormation: false }
  const [, service, name] = operation
  return { action: `${service!.toLowerCase().replaceAll(' ', '')}:${ACTIONS[name!] ?? name}`, lakeFormation: false }
}

/** Operations that a policy allows under another name (IAM: "Actions, resources, and condition keys for Amazon S3"). */
const ACTIONS: Record<string, string> = {
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  CopyObject: 'PutObject',
  DeleteObjects: 'DeleteObject',
}
