import { z } from 'zod'

/** `terraform:` of an environment of kind aws in mdw.yml. */
export const terraformSettings = z.strictObject({
  root: z
    .string()
    .optional()
    .describe('Folder of the root module; the project’s `terraform`, else the one that mdw brings, when left out.'),
  state_bucket: z.string().optional().describe('Bucket of the state; `<bucket>-tfstate` when left out.'),
  state_key: z
    .string()
    .optional()
    .describe('Key of the state; `<project>/<environment>/terraform.tfstate` when left out.'),
  variables: z.record(z.string(), z.json()).default({}).describe('More variables of the root module, by name.'),
})
