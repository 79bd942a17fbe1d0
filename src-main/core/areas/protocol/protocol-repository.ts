import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { protocolContentSchema } from '#shared/domain/protocol.ts'
import type { ProtocolContent } from '#shared/domain/protocol.ts'
import { damaged, damagesIn, readEach, readOrNothing, readStored } from '../../db/stored-value.ts'
import { canonicalJson } from '../../journal/canonical-json.ts'

interface ProtocolRow {
  n: number
  sha256: string
  content_json: string
}

export interface FrozenProtocol {
  readonly sha256: string
  readonly content: ProtocolContent
}

/** SHA-256 of the canonical JSON. */
export function protocolHash(content: ProtocolContent): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex')
}

const nameOf = ({ n }: ProtocolRow): string => `The protocol ${String(n)}`

/** What is stored must be what was frozen. */
function toProtocol(row: ProtocolRow): FrozenProtocol {
  const content = readStored(protocolContentSchema, row.content_json, nameOf(row))
  if (protocolHash(content) !== row.sha256) throw damaged(nameOf(row))
  return { sha256: row.sha256, content }
}

export type ProtocolRepository = ReturnType<typeof createProtocolRepository>

/** Frozen protocols: added, or taken away as a whole, and never changed. */
export function createProtocolRepository(db: Database) {
  const all = db.prepare<[], ProtocolRow>('SELECT n, sha256, content_json FROM protocols ORDER BY n')
  const byHash = db.prepare<[string], ProtocolRow>(
    'SELECT n, sha256, content_json FROM protocols WHERE sha256 = ?',
  )
  const byNumber = db.prepare<[number], string>('SELECT sha256 FROM protocols WHERE n = ?').pluck()
  const newest = db.prepare<[], number>('SELECT coalesce(max(n), 0) FROM protocols').pluck()
  const insert = db.prepare<[number, string, string]>(
    'INSERT INTO protocols (n, sha256, content_json) VALUES (?, ?, ?)',
  )
  const remove = db.prepare<[string]>('DELETE FROM protocols WHERE sha256 = ?')
  return {
    /** In order of freezing, without damaged ones. */
    list: (): FrozenProtocol[] => readEach(all.all(), toProtocol),
    get: (sha256: string): ProtocolContent | null =>
      readOrNothing(byHash.get(sha256), toProtocol)?.content ?? null,
    /** Whose number it is, damaged or not. */
    hashOf: (n: number): string | null => byNumber.get(n) ?? null,
    nextNumber: (): number => (newest.get() ?? 0) + 1,
    /** Call through the journal. */
    insert: (sha256: string, content: ProtocolContent): void => {
      insert.run(content.n, sha256, canonicalJson(content))
    },
    /** Call through the journal. */
    remove: (sha256: string): void => {
      remove.run(sha256)
    },
    /** One sentence for each that is not what was frozen. */
    damages: (): string[] =>
      damagesIn(
        all.all(),
        toProtocol,
        (row) => `${nameOf(row)} is not what was frozen: it is left out and stays stored.`,
      ),
  }
}
