export interface ReportRequest {
  /** Of this patient; null for the whole study. */
  readonly patientCode: string | null
  /** Code of who asks for it; null where nobody has said who they are. */
  readonly by: string | null
}

export interface ReportService {
  /**
   * One HTML document that needs nothing else: no script, no other file. Throws AppError `not-found` for an unknown
   * patient.
   */
  make(request: ReportRequest): Promise<string>
}
