import type { Database } from 'better-sqlite3'
import type { Patient } from '#shared/domain/patient.ts'

export type PatientRepository = ReturnType<typeof createPatientRepository>

export function createPatientRepository(db: Database) {
  const all = db.prepare<[], Patient>('SELECT id, code FROM patients ORDER BY code')
  const byCode = db.prepare<[string], Patient>('SELECT id, code FROM patients WHERE code = ?')
  const insert = db.prepare<[string, string]>('INSERT INTO patients (code, created_utc) VALUES (?, ?)')
  const removeIfUnused = db.prepare<[number]>(
    'DELETE FROM patients WHERE id = ? AND NOT EXISTS (SELECT 1 FROM sessions WHERE patient_id = patients.id)',
  )
  return {
    list: (): Patient[] => all.all(),
    byCode: (code: string): Patient | null => byCode.get(code) ?? null,
    insert: (code: string, nowUtc: string): Patient => ({
      id: Number(insert.run(code, nowUtc).lastInsertRowid),
      code,
    }),
    removeIfUnused: (id: number): void => {
      removeIfUnused.run(id)
    },
  }
}
