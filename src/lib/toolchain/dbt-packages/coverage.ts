import type { HubRequirement, LockedPackage } from './declared.js'
import type { HubPackage } from './hub-package.js'
import { satisfies } from './version-range.js'

/** Requirements that none of the offered packages meets, with what those need themselves. Empty when all is there. */
export function unmet(requirements: readonly HubRequirement[], offered: readonly HubPackage[]): HubRequirement[] {
  const missing: HubRequirement[] = []
  const seen = new Set<string>()
  const queue = [...requirements]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { package: name, versions } = next
    const key = `${name} ${versions.join()}`
    if (seen.has(key)) continue
    seen.add(key)
    const fitting = offered.filter(one => one.package === name && satisfies(one.version, versions))
    if (fitting.length === 0) missing.push(next)
    for (const found of fitting) queue.push(...found.requires)
  }
  return missing
}

/** Whether every locked package of the hub is among the offered ones, in the locked version. */
export function coversLock(lock: readonly LockedPackage[], offered: readonly HubPackage[]): boolean {
  return lock
    .filter(locked => locked.package !== undefined)
    .every(locked => offered.some(one => one.package === locked.package && one.version === locked.version))
}

/** Whether a lock names every required package in a version that the requirement allows. */
export function lockMeets(lock: readonly LockedPackage[], requirements: readonly HubRequirement[]): boolean {
  return requirements.every(({ package: name, versions }) =>
    lock.some(locked => locked.package === name && satisfies(locked.version ?? '', versions)),
  )
}
