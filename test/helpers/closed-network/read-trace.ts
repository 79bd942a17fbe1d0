/** What programs under `strace -ff -y` asked of the system, as far as it matters here. */
export interface Trace {
  /** Lines that were read. */
  readonly calls: number
  /** Addresses beyond loopback, and kinds of socket other than IP, Unix and netlink. */
  readonly foreignSockets: readonly string[]
  /** Absolute paths of files and folders that were made, opened for writing, moved or linked; not of devices. */
  readonly written: readonly string[]
}

const loopback = /^(127\.|::1$|::ffff:127\.)/
/** Netlink leads to the kernel only: it tells which interfaces there are. */
const harmlessKinds = new Set(['AF_UNIX', 'AF_LOCAL', 'AF_INET', 'AF_INET6', 'AF_NETLINK'])
const devices = /^\/(dev|proc|sys)\//

const socketKind = /^socket\((\w+)/
const address =
  /^(\w+)\(.*?sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/
const opened = /^(?:open|openat|creat)\(.*(?:O_WRONLY|O_RDWR|O_CREAT|creat\().* = \d+<(.+)>$/
const made = /^(?:mkdir|mknod|rename|link|symlink)\w*\(.*"((?:[^"\\]|\\.)*)"[^"]*\) = 0$/
/** The folder that a relative path is meant from. */
const from = /^(?:mkdirat|mknodat|renameat2?|linkat|symlinkat)\(.*<([^>]*)>, "[^"]*"[^"]*\) = 0$/

/** One call of the trace, without the number of its process. */
function foreignSocket(call: string): string | null {
  const kind = socketKind.exec(call)?.[1]
  if (kind !== undefined) return harmlessKinds.has(kind) ? null : `socket ${kind}`
  const [, name = '', port = '', v4, v6] = address.exec(call) ?? []
  const host = v4 ?? v6
  return host === undefined || loopback.test(host) ? null : `${name} ${host}:${port}`
}

function writtenPath(call: string): string | null {
  const file = opened.exec(call)?.[1]
  if (file !== undefined) return file.replace(/ \(deleted\)$/, '')
  const path = made.exec(call)?.[1]
  if (path === undefined || path.startsWith('/')) return path ?? null
  return `${from.exec(call)?.[1] ?? '?'}/${path}`
}

/** @param texts one a process, as `strace -ff` writes them */
export function readTrace(texts: readonly string[]): Trace {
  const calls = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')
  const found = (read: (call: string) => string | null): string[] => [
    ...new Set(calls.map(read).filter((value) => value !== null)),
  ]
  return {
    calls: calls.length,
    foreignSockets: found(foreignSocket),
    written: found(writtenPath).filter((path) => !devices.test(path)),
  }
}
