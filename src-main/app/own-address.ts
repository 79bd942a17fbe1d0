/** Whether the window may ask for this address at all. */
export function isOwnAddress(url: string, devServer: string | null): boolean {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return false
  }
  if (['app:', 'media:', 'data:', 'blob:'].includes(parsed.protocol)) return true
  if (devServer === null) return false
  if (parsed.protocol === 'devtools:') return true
  const server = new URL(devServer)
  return parsed.host === server.host && ['http:', 'ws:'].includes(parsed.protocol)
}

/** Chromium's rules of which host leads where: none leads anywhere, but the development server's. */
export function resolverRules(devServer: string | null): string {
  const rules = ['MAP * ~NOTFOUND']
  if (devServer !== null) rules.push(`EXCLUDE ${new URL(devServer).hostname}`)
  return rules.join(', ')
}
