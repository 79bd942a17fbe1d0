/** Whether the window may ask for this address at all. */
export function isOwnAddress(url: string, devServer: string | null): boolean {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return false
  }
  if (['app:', 'media:', 'data:', 'blob:', 'devtools:'].includes(parsed.protocol)) return true
  if (devServer === null) return false
  const server = new URL(devServer)
  return parsed.host === server.host && ['http:', 'ws:'].includes(parsed.protocol)
}
