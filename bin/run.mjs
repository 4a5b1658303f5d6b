#!/usr/bin/env node
import { execute, settings } from '@oclif/core'

// The compiled commands are what runs, also under NODE_ENV=test or development.
settings.enableAutoTranspile = false

await execute({ dir: import.meta.url })
