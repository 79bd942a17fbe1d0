import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

const works = async (command: string, ...args: string[]): Promise<boolean> =>
  await run(command, args).then(
    () => true,
    () => false,
  )

/** What a process needs to plug in a cable and to say where names are looked up. */
const trial = 'ip link add trial-a type veth peer name trial-b && mount --bind /etc/hosts /etc/hosts'

/**
 * The command line in front of one that shall have a network and mounts of its own, as root or as a user who may make
 * namespaces; and why there is none.
 */
export async function namespaces(): Promise<{ unshare: readonly string[]; whyNot: string | null }> {
  const none = (whyNot: string) => ({ unshare: [], whyNot })
  if (process.platform !== 'linux') return none('only Linux can give a program a network of its own')
  if (!(await works('ip', '-V'))) return none('ip (Debian package iproute2) is not installed')
  const asUser = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const unshare = ['unshare', ...asUser, '--net', '--mount']
  const [command = '', ...args] = unshare
  return (await works(command, ...args, 'sh', '-c', trial))
    ? { unshare, whyNot: null }
    : none('this system lets its user make no network namespaces')
}

export const hasStrace = (): Promise<boolean> =>
  works('strace', '--seccomp-bpf', '-f', '-o', '/dev/null', 'true')
