export type Tool = 'node' | 'python' | 'dbt-core' | 'dbt-athena' | 'terraform' | 'aws-cli'

export interface Requirement {
  tool: Tool
  title: string
  minimum: string
  /** At or above this nothing is said. */
  recommended: string
  /** As the table shows it. */
  recommendedText: string
  /** Environments that need the tool at all. */
  environments: 'all' | 'aws'
  /** What needs it, for the messages. */
  neededFor: string
  /** What to do when it is missing or too old. */
  action: string
}

/** The versions that mdw works with: the one table, used by every command's own check and by `mdw doctor`. */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    tool: 'node',
    title: 'Node.js',
    minimum: '20.0.0',
    recommended: '20.0.0',
    recommendedText: '20+',
    environments: 'all',
    neededFor: 'mdw itself',
    action: 'Install a current Node.js from https://nodejs.org, or with your version manager.',
  },
  {
    tool: 'python',
    title: 'Python',
    minimum: '3.9',
    recommended: '3.11',
    recommendedText: '3.11+',
    environments: 'all',
    neededFor: 'dbt and the lakehouse’s Iceberg extension',
    action: 'Install Python 3.11 or newer from https://www.python.org, or set MDW_PYTHON to the path of one.',
  },
  {
    tool: 'dbt-core',
    title: 'dbt-core',
    minimum: '1.7.0',
    recommended: '1.10.0',
    recommendedText: '1.10.x',
    environments: 'all',
    neededFor: 'building models',
    action: 'Run `mdw up`: it makes the Python environment with the pinned version.',
  },
  {
    tool: 'dbt-athena',
    title: 'dbt-athena',
    minimum: '1.7.0',
    recommended: '1.9.0',
    recommendedText: '1.9.x',
    environments: 'all',
    neededFor: 'building models',
    action: 'Run `mdw up`: it makes the Python environment with the pinned version.',
  },
  {
    tool: 'terraform',
    title: 'Terraform',
    // `init -json` is of 1.9; the lock file of the S3 backend is no longer experimental in 1.11.
    minimum: '1.11.0',
    recommended: '1.11.0',
    recommendedText: '1.11+',
    environments: 'aws',
    neededFor: 'provisioning on AWS',
    action: 'Install Terraform from https://developer.hashicorp.com/terraform/install.',
  },
  {
    tool: 'aws-cli',
    title: 'AWS CLI',
    minimum: '2.0.0',
    recommended: '2.0.0',
    recommendedText: '2.x',
    environments: 'aws',
    neededFor: 'signing in to AWS',
    action:
      'Install version 2 of the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  },
]

export function requirementOf(tool: Tool): Requirement {
  return REQUIREMENTS.find(requirement => requirement.tool === tool)!
}
