import { z } from 'zod'

/** `terraform:` of an environment of kind aws in mdw.yml. */
export const terraformSettings = z.strictObject({
  /** Folder of the root module; the project's `terraform`, else the one that mdw brings, when left out. */
  root: z.string().optional(),
  /** Bucket of the state; `<bucket>-tfstate` when left out. */
  state_bucket: z.string().optional(),
  /** Key of the state; `<project>/<environment>/terraform.tfstate` when left out. */
  state_key: z.string().optional(),
  /** More variables of the root module, by name. */
  variables: z.record(z.string(), z.json()).default({}),
})

export type TerraformSettings = z.infer<typeof terraformSettings>
