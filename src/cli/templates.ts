/** The plan that `init` writes: a first one to be changed, which says what it means. */
export const FIRST_PLAN = `# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/babysea-budget-gate/v1/schema/generation-plan.schema.json
#
# What the workflow is going to generate. Look at it with
#
#   budget-gate validate    mistakes, without network and key
#   budget-gate check       prices and the verdict
version: 1
name: My first plan

# The limits of this plan, each of which may be left out. A pull request is judged by those of its base branch.
budget:
  max_total: 10.00 # USD, all lines together
  max_per_generation: 1.00 # USD, any one output
  warn_at: 80% # of max_total

generations:
  # Images are priced by the output.
  - id: catalogue
    model: bfl/flux-schnell
    count: 100

  # Videos are priced by their settings, too.
  - id: hero
    model: kling/v1.5-pro
    count: 2
    duration: 5 # seconds
    resolution: 720p
`;

/** The workflow that \`init\` writes. */
export function firstWorkflow(plan: string): string {
  return `# Prices the generation plan on every pull request, and fails the check where the balance or the budget cannot cover it.
# It needs the secret BABYSEA_API_KEY: a BabySea key with the preset Read Only.
name: Budget

on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: its base branch may change

permissions: {}

# A newer commit makes the verdict on an older one idle.
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    name: Budget gate
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read # to check out the plan, and to read the limits of the base branch
      pull-requests: write # for the comment
    steps:
      - name: Check out
        uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false

      - name: Judge the plan
        uses: OWNER/babysea-budget-gate@v1
        with:
          api-key: \${{ secrets.BABYSEA_API_KEY }}
          plan: ${plan}
`;
}
