import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { FuzzRequest } from './malformed-requests.js'

export interface FuzzReport {
  /** How many answers had each status; `closed`: the connection ended without one, `silent`: it waits for more bytes. */
  statuses: Record<string, number>
  /** Answers of 500 and above (but 501, 503) and answers of 500 and above without a body, as text. */
  faults: string[]
}

/** How long a connection may be without an answer: the server waits for the rest of a cut-off request. */
const PATIENCE_MS = 1000

/** Sends that many requests, each over a connection of its own, `width` at a time. */
export async function runFuzz(
  port: number,
  next: () => Promise<FuzzRequest>,
  count: number,
  options: { width?: number; onProgress?: (done: number) => void } = {},
): Promise<FuzzReport> {
  const report: FuzzReport = { statuses: {}, faults: [] }
  let started = 0
  const worker = async () => {
    while (started < count) {
      started++
      if (started % 5000 === 0) options.onProgress?.(started)
      const request = await next()
      const answer = await exchange(port, request.bytes)
      report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1
      const isServerFault = /^5/.test(answer.status)
      const isHead = request.bytes.subarray(0, 5).toString() === 'HEAD '
      if (isServerFault && (!/^50[13]$/.test(answer.status) || (answer.body === '' && !isHead)))
        report.faults.push(`${answer.status} ${request.label} => ${answer.body.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: options.width ?? 16 }, worker))
  return report
}

function exchange(port: number, bytes: Buffer): Promise<{ status: string; body: string }> {
  return new Promise(resolve => {
    let received = ''
    let isSilent = false
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const timer = setTimeout(() => {
      isSilent = true
      socket.destroy()
    }, PATIENCE_MS)
    socket.on('data', chunk => {
      received += chunk.toString('latin1')
      if (isComplete(received)) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      const match = HEAD.exec(received)
      if (match) resolve({ status: match[1]!, body: received.slice(match[0].length) })
      else resolve({ status: isSilent ? 'silent' : 'closed', body: '' })
    })
  })
}

const HEAD = /^(?:HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n/

function isComplete(text: string): boolean {
  const head = HEAD.exec(text)
  if (!head) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(head[0])?.[1]
  if (length === undefined) return head[1] === '204' || head[1] === '304' || text.endsWith('0\r\n\r\n')
  return text.length - head[0].length >= Number(length)
}

/** Resident memory of a process, in MB. */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}
