import { createHash, randomBytes } from 'node:crypto'

/** RFC 9562, version 7: 48 bits of time in ms, then 74 random bits, so that uids sort by when they were made. */
export function uuidV7(nowMs: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(nowMs, 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * Of what comes about by itself: two computers that take in the same folder give its parts the same uids.
 * 22 letters, digits, `-` and `_`: 128 bits of a SHA-256.
 */
export function derivedUid(kind: string, ...parts: readonly (string | number)[]): string {
  const text = [kind, ...parts].map((part) => `${String(String(part).length)}:${part}`).join('')
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
}

/** Of what a person makes; as long as a derived one. */
export function randomUid(): string {
  return randomBytes(16).toString('base64url')
}
