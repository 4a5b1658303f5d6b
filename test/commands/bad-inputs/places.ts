import type { BadInput } from './bad-input.js'

const NOBODY_ANSWERS = 'http://127.0.0.1:9'
const AWS = `name: shop\nenvironments:\n  dev: {kind: aws, region: eu-west-1, bucket: shop-dev, endpoint: "${NOBODY_ANSWERS}"}\n`

export const PLACES: BadInput[] = [
  { input: 'no project', args: ['build'], where: 'no project', exitCode: 2, code: 'NO_PROJECT', says: ['no mdw.yml'] },
  {
    input: 'MDW_ENV of an environment that does not exist',
    args: ['status'],
    env: { MDW_ENV: 'prod' },
    exitCode: 2,
    code: 'UNKNOWN_ENVIRONMENT',
    says: ['"prod"', 'Known environments: local.'],
  },
  {
    input: 'MDW_PYTHON at nothing',
    args: ['up'],
    where: 'another project',
    env: { MDW_PYTHON: '/nowhere/python3', MDW_VENV: '.mdw/venv' },
    exitCode: 4,
    code: 'REQUIREMENT_NOT_MET',
    says: ['/nowhere/python3, which MDW_PYTHON names, is no Python', '`mdw doctor`'],
  },
  {
    input: 'a project that was never set up',
    args: ['query', 'select 1'],
    where: 'another project',
    env: { MDW_VENV: '.mdw/venv' },
    exitCode: 4,
    code: 'NOT_SET_UP',
    says: ['no Python environment yet', '`mdw up`'],
  },
  {
    input: 'a Python environment that is broken',
    args: ['build'],
    where: 'another project',
    env: { MDW_VENV: 'broken' },
    files: { 'broken/bin/python': '#!/bin/sh\nexit 1\n' },
    exitCode: 4,
    code: 'NOT_SET_UP',
    says: ['`mdw up`'],
  },
  {
    input: 'a file where a folder has to be',
    args: ['up'],
    where: 'another project',
    files: { '.mdw': '' },
    exitCode: 1,
    code: 'FILE_ENOTDIR',
    says: ['A file is where a folder has to be.'],
  },
  {
    input: 'an endpoint that does not answer',
    args: ['query', 'select 1', '--env', 'dev'],
    where: 'another project',
    files: { 'mdw.yml': AWS },
    env: { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' },
    exitCode: 4,
    code: 'AWS_ENDPOINT_DOWN',
    says: [NOBODY_ANSWERS, 'ECONNREFUSED'],
  },
  {
    input: 'an environment on AWS where only a local one makes sense',
    args: ['local', 'reset', '--yes', '--env', 'dev'],
    where: 'another project',
    files: { 'mdw.yml': AWS },
    exitCode: 2,
    code: 'NOT_LOCAL',
    says: ['Environment dev is on AWS', '--env local'],
  },
]
