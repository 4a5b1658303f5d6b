#!/usr/bin/env node
import { execute, settings } from '@oclif/core'

// The compiled commands are what runs, also under NODE_ENV=test or development.
settings.enableAutoTranspile = false

// Node 20 is supported here, and the SDK's version is pinned: its advice is not for the user.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

await execute({ dir: import.meta.url })
