export interface CaptionFileEndings {
  /** As it is written: `en`, `pt-BR`; null without one. */
  readonly language: string | null
  /** Whatever else stands there: a rater's code, a person's name. */
  readonly names: readonly string[]
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
/** Languages that people write in capitals, too, and that are hardly anybody's initials beside a video. */
const capitals =
  /^(?:EN|DE|FR|ES|IT|NL|PT|PL|CS|CZ|DA|DK|SV|SE|FI|NO|RU|UA|JA|JP|ZH|CN|KO|TR|AR|EL|HU|RO|ENG|GER|DEU|FRA|FRE|SPA|ITA|NLD|DUT)$/u
/** What programs put into names of caption files. */
const remarks =
  /^(?:cc|sdh|forced|default|auto|asr|orig|original|final|captions?|subtitles?|subs?|transcript|utf-?8|edited|reviewed)$/iu

/** Reads what stands between the name of the video and `.vtt`: `interview-1.AB.en.vtt` has `AB` and `en`. */
export function readEndings(endings: readonly string[]): CaptionFileEndings {
  const language = endings.find(isLanguage) ?? null
  const names = endings.filter((ending) => ending !== '' && !isLanguage(ending) && !remarks.test(ending))
  return { language, names }
}

/** A code as browsers know it (BCP 47), whose language is written in small letters; initials are in capitals. */
function isLanguage(ending: string): boolean {
  if (capitals.test(ending)) return true
  if (!/^[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/u.test(ending)) return false
  try {
    return languages.of(ending.replaceAll('_', '-')) !== undefined
  } catch {
    return false
  }
}
