import { describe, expect, it } from 'vitest'
import { MdwError } from '../../../src/lib/errors.js'
import { checkAll, type Detect, judge, requireTools } from '../../../src/lib/requirements/check.js'
import { requirementOf, type Tool } from '../../../src/lib/requirements/table.js'
import { compareVersions, parseVersion } from '../../../src/lib/requirements/version.js'
import { recordingProgress } from '../../support/progress.js'

const machine = (versions: Partial<Record<Tool, string>>): Detect => {
  return async tool => (versions[tool] === undefined ? undefined : { version: versions[tool] })
}

describe('versions', () => {
  it('are read from whatever surrounds them and compared number by number', () => {
    expect(parseVersion('Terraform v1.5.7-dev')).toEqual([1, 5, 7])
    expect(compareVersions('1.10.0', '1.9.9')).toBeGreaterThan(0)
    expect(compareVersions('3.9', '3.9.0')).toBe(0)
    expect(compareVersions('1.10.0rc1', '1.10.1')).toBeLessThan(0)
  })
})

describe('requirements', () => {
  it.each([
    ['3.12.1', 'ok'],
    ['3.11.0', 'ok'],
    ['3.9.2', 'below recommended'],
    ['3.8.18', 'below minimum'],
    [undefined, 'missing'],
  ])('judge Python %s as %s', (version, verdict) => {
    const finding = judge(requirementOf('python'), version === undefined ? undefined : { version })
    expect(finding.verdict).toBe(verdict)
    expect(finding.action === null).toBe(verdict === 'ok')
  })

  it('leave Terraform and the AWS CLI out of local environments', async () => {
    const local = await checkAll('local', machine({}))
    const aws = await checkAll('aws', machine({}))
    expect(local.map(({ tool }) => tool)).toEqual(['node', 'python', 'dbt-core', 'dbt-athena'])
    expect(aws.map(({ tool }) => tool)).toContain('terraform')
  })

  it('stop the step that needs a missing tool, with exit code 4 and what to do', async () => {
    const { progress } = recordingProgress()
    const error = await requireTools(['python'], machine({}), progress).catch(error => error)
    expect(error).toBeInstanceOf(MdwError)
    expect(error).toMatchObject({ code: 'REQUIREMENT_NOT_MET', exitCode: 4 })
    expect(error.message).toContain('Python was not found')
    expect(error.actions[0]).toContain('Install Python')
  })

  it('let a step go on whose own tools are fine, whatever else is too old', async () => {
    const { progress, warnings } = recordingProgress()
    const findings = await requireTools(['node'], machine({ node: '20.1.0', python: '2.7' }), progress)
    expect(findings[0]?.verdict).toBe('ok')
    expect(warnings).toEqual([])
  })

  it('warn of a tool below the recommended version', async () => {
    const { progress, warnings } = recordingProgress()
    await requireTools(['dbt-core'], machine({ 'dbt-core': '1.8.2' }), progress)
    expect(warnings).toEqual(['dbt-core 1.8.2 works, but 1.10.x is recommended.'])
  })
})
