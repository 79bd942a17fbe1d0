import { hasStrace } from './this-system.ts'

/** What can reach another machine, or leave something in the file system. */
const calls = [
  'socket,connect,bind,sendto',
  'open,openat,creat,mkdir,mkdirat,mknod,mknodat',
  'rename,renameat,renameat2,link,linkat,symlink,symlinkat',
].join()

/**
 * The command line that runs another one, and writes what it and its children ask of the system into files that begin
 * with `prefix`, one for each process; the same command line where there is no strace.
 */
export async function traced(prefix: string, command: readonly string[]): Promise<readonly string[]> {
  if (!(await hasStrace())) return command
  const how = ['-ff', '--seccomp-bpf', '-y', '-qq', '-s', '300', '-o', prefix, '-e', `trace=${calls}`]
  return ['strace', ...how, ...command]
}
