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

  # Plans and applies to the environment dev of mdw.yml, once the repository variable MDW_CI_ROLE names a role for it.
  # Actions are named by commit, for a tag can be moved: any of them could ask for the token that opens the role.
  dev:
    if: github.event_name == 'push' && vars.MDW_CI_ROLE != ''
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
      - uses: hashicorp/setup-terraform@b9cd54a3c349d3f38e8881555d616ced269862dd # v3.1.2
        with:
          terraform_version: 1.11.4
          # Its wrapper would hide Terraform's events and exit codes.
          terraform_wrapper: false
      - id: dev
        run: echo "region=$(npx --no-install mdw config region --env dev)" >> "$GITHUB_OUTPUT"
      - uses: aws-actions/configure-aws-credentials@b47578312673ae6fa5b5096b330d9fbac3d116df # v4.2.1
        with:
          role-to-assume: \${{ vars.MDW_CI_ROLE }}
          aws-region: \${{ steps.dev.outputs.region }}
      - run: npx --no-install mdw infra plan --env dev --yes
      - run: npx --no-install mdw infra apply --env dev --yes
${dataInGit ? '      - run: npx --no-install mdw upload --env dev\n' : ''}      - run: npx --no-install mdw build --env dev
`
}

function setUp(): string {
  return `      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with:
          node-version: 22
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with:
          python-version: "3.11"
      - name: Install mdw
        run: npm install --no-save --no-package-lock "\${MDW_PACKAGE:?set the repository variable MDW_PACKAGE}"
        env:
          MDW_PACKAGE: \${{ vars.MDW_PACKAGE }}`
}
