import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '#core/db/open.ts'
import { createStudy } from '#core/study.ts'
import type { StudyEnvironment } from '#core/study.ts'

const clipsPerSession = 50

/** A study with made-up rows for `clipCount` clips that all refer to one video file that is there. */
export function makeLargeStudy(environment: StudyEnvironment, folder: string, clipCount: number): void {
  mkdirSync(folder, { recursive: true })
  createStudy(folder, `${String(clipCount)} clips`, environment).close()
  const opened = openDatabase({
    file: join(folder, 'study.sqlite'),
    sqliteBinding: environment.sqliteBinding,
  })
  const { db } = opened
  const now = new Date().toISOString()
  const addPatient = db.prepare('INSERT INTO patients (code, created_utc) VALUES (?, ?)')
  const addSession = db.prepare(
    'INSERT INTO sessions (patient_id, visit_label, visit_date, created_utc) VALUES (?, ?, ?, ?)',
  )
  const addVideo = db.prepare(
    `INSERT INTO videos (session_id, file_name, path, sha256, bytes, modified_ms, container, codec, width, height,
       rotation_deg, fps, frame_count, duration_ms, start_ms, has_audio)
     VALUES (?, ?, ?, ?, 100000, 0, 'mp4', 'h264', 160, 120, 0, 25, 25, 1000, 0, 0)`,
  )
  const addClip = db.prepare('INSERT INTO clips (video_id, ordinal, start_ms, end_ms) VALUES (?, ?, 0, 1000)')
  db.transaction(() => {
    let patientId: number | bigint = 0
    let sessionId: number | bigint = 0
    for (let index = 0; index < clipCount; index += 1) {
      const session = Math.floor(index / clipsPerSession)
      if (index % clipsPerSession === 0) {
        if (session % 2 === 0) {
          const code = `P${String(session / 2 + 1).padStart(4, '0')}`
          patientId = addPatient.run(code, now).lastInsertRowid
        }
        const visit =
          session % 2 === 0 ? (['baseline', '2024-01-10'] as const) : (['followup', '2024-04-10'] as const)
        sessionId = addSession.run(patientId, visit[0], visit[1], now).lastInsertRowid
      }
      const name = `clip-${String((index % clipsPerSession) + 1).padStart(2, '0')}.mp4`
      const sha256 = index.toString(16).padStart(64, '0')
      const videoId = addVideo.run(sessionId, name, `../model.mp4`, sha256).lastInsertRowid
      addClip.run(videoId, (index % clipsPerSession) + 1)
    }
  })()
  opened.close()
}
