/** REDCap takes up to 100 characters, and warns beyond these, which other programs cut off. */
const MOST_CHARACTERS = 26
const MOST_OF_A_FORM = 40

/** Names that REDCap has for itself. */
const reserved = [
  'redcap_event_name',
  'redcap_repeat_instrument',
  'redcap_repeat_instance',
  'redcap_data_access_group',
  'redcap_survey_identifier',
  'redcap_survey_timestamp',
  'redcap_survey_return_code',
  'redcap_csrf_token',
  'hidden_edit_flag',
]

/** Lower-case letters, digits and single underscores that begin with a letter and do not end with an underscore. */
export function toRedcapName(text: string, most = MOST_CHARACTERS): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '')
  const begun = /^[a-z]/u.test(plain) ? plain : `f_${plain}`
  return begun.slice(0, most).replace(/_+$/u, '')
}

export interface RedcapNames {
  form(name: string): string
  /** `base` is cut where base and ending have no room together. */
  field(base: string, ending?: string): string
}

/** Hands out names of forms and fields, none twice. */
export function createRedcapNames(): RedcapNames {
  const forms = new Set<string>()
  const fields = new Set(reserved)

  const take = (name: (extra: string) => string, taken: ReadonlySet<string>): string => {
    let found = name('')
    for (let number = 2; taken.has(found); number++) found = name(String(number))
    return found
  }
  return {
    form: (name) => {
      const found = take((extra) => `${toRedcapName(name, MOST_OF_A_FORM - extra.length)}${extra}`, forms)
      forms.add(found)
      // REDCap keeps under this name whether the form is complete.
      fields.add(`${found}_complete`)
      return found
    },
    field: (base, ending = '') => {
      const name = (extra: string): string =>
        toRedcapName(base, MOST_CHARACTERS - ending.length - extra.length) + extra + ending
      const found = take(name, fields)
      fields.add(found)
      return found
    },
  }
}
