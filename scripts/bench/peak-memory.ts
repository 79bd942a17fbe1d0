import { readdirSync, readFileSync } from 'node:fs'

const SAMPLE_MS = 100

/** Resident memory in MB of this process and all below it, by what Linux reports; null elsewhere. */
function residentMb(): number | null {
  const children = new Map<number, number[]>()
  const pages = new Map<number, number>()
  try {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      const id = Number(name)
      try {
        const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'latin1'))?.[1])
        children.set(parent, [...(children.get(parent) ?? []), id])
        pages.set(id, Number(readFileSync(`/proc/${name}/statm`, 'latin1').split(' ')[1]))
      } catch {
        // It ended in the meantime.
      }
    }
  } catch {
    return null
  }
  const sum = (id: number): number =>
    (pages.get(id) ?? 0) + (children.get(id) ?? []).reduce((total, child) => total + sum(child), 0)
  return (sum(process.pid) * 4096) / 1e6
}

/**
 * The most resident memory in MB that this process ever had. Linux tells it of the program that runs; its `maxRSS`, used elsewhere,
 * counts what the process that started it had at that moment.
 */
export function ownPeakMb(): number {
  try {
    const status = readFileSync('/proc/self/status', 'latin1')
    return (Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6
  } catch {
    return (process.resourceUsage().maxRSS * 1024) / 1e6
  }
}

/** Runs the work and returns its time and the most memory that it, its threads and its programs had at once. */
export async function withPeak<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; seconds: number; peakMb: number }> {
  let peakMb = residentMb() ?? Number.NaN
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb() ?? Number.NaN)
  }, SAMPLE_MS)
  const startedAt = performance.now()
  try {
    const result = await work()
    return { result, seconds: (performance.now() - startedAt) / 1000, peakMb }
  } finally {
    clearInterval(timer)
  }
}
