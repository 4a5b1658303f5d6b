import type { ProjectPlan } from './project-files.js'

/** The CI of a new project: everything on the embedded lakehouse, and from main to the environment dev. */
export function workflow({ dataInGit }: Pick<ProjectPlan, 'dataInGit'>): string {
  return `name: mdw
on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  # Builds and tests the whole warehouse on the runner: no AWS account is needed.
  local:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
${setUp()}
      - run: npx --no-install mdw up
      - run: npx --no-install mdw lint --output github
      - if: always()
        run: npx --no-install mdw down

  # Plans and applies to the environment dev of mdw.yml, once the repository variable MDW_APPLY_ROLE names a role for it.
  dev:
    if: github.event_name == 'push' && vars.MDW_APPLY_ROLE != ''
    needs: local
    runs-on: ubuntu-latest
    timeout-minutes: 60
    # One at a time: a second run would find the state locked.
    concurrency:
      group: mdw-dev
      cancel-in-progress: false
    permissions:
      contents: read
      id-token: write
    steps:
${setUp()}
      - uses: hashicorp/setup-terraform@v3
        with:
          terraform_version: 1.11.4
          # Its wrapper would hide Terraform's events and exit codes.
          terraform_wrapper: false
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: \${{ vars.MDW_APPLY_ROLE }}
          aws-region: \${{ vars.MDW_REGION }}
      - run: npx --no-install mdw infra plan --env dev --yes
      - run: npx --no-install mdw infra apply --env dev --yes
${dataInGit ? '      - run: npx --no-install mdw upload --env dev\n' : ''}      - run: npx --no-install mdw build --env dev
`
}

function setUp(): string {
  return `      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - name: Install mdw
        run: npm install --no-save --no-package-lock "\${MDW_PACKAGE:?set the repository variable MDW_PACKAGE}"
        env:
          MDW_PACKAGE: \${{ vars.MDW_PACKAGE }}`
}
