/** Folders that cameras make at the top of a card; nobody and no visit is called so. */
const cardRoots = new Set([
  'dcim',
  'avchd',
  'bdmv',
  'mp_root',
  'xdroot',
  'bpav',
  'm4root',
  'sd_video',
  'video_ts',
])
/** Of the camera when they hold one of the others. */
const cardShells = new Set(['private', 'contents'])
/** Inside those; elsewhere they may be anything. */
const cardParts =
  /^(?:stream|clip|clips|clips\d{3}|clpr|video|general|camera|sony|pana_grp|meigroup|canonmsc|jvc|prg[0-9a-f]{3}|\d{6}_[_a-z])$/iu
/** `100GOPRO`, `101MSDCF`: three digits and the maker's five characters (Design rule for Camera File system). */
const madeByCamera =
  /^[1-9]\d{2}(?:gopro|canon|msdcf|apple|andro|_pana|media|nikon|olymp|_fuji|anv01|dji_\d|pentx|ricoh|casio|gphot|ncd\d\d|nz_\d\d|d\d{4}|eos\w\w)$/iu
/** What a camera keeps beside its recordings: indexes, stills of them, small copies. */
const sideFolders =
  /^(?:sub|proxy|thmbnl|thumb|thumbnails?|misc|avf_info|clipinf|playlist|auxdata|metadata|meta|take|index|icon|voice)$/iu
/** What cards are called when nobody names them. */
const cardNames =
  /^(?:no[ _]?name|untitled|gopro|sd[-_ ]?card|eos_digital|canon_dc|nikon|lumix|sony|dji|camera|card)[-_ ]?\d{0,3}$/iu

/** A folder of a card by its name alone: `DCIM`, `100GOPRO`. */
export function isCardFolder(name: string): boolean {
  return cardRoots.has(name.toLowerCase()) || madeByCamera.test(name)
}

/** `PRIVATE`, when it holds `AVCHD`. */
export function isCardShell(name: string, foldersIn: readonly string[]): boolean {
  const isPart = (inner: string) => isCardFolder(inner) || cardParts.test(inner)
  return cardShells.has(name.toLowerCase()) && foldersIn.some(isPart)
}

/** A folder inside one of a card: its recordings belong to whom the card does. */
export function isCardPart(name: string): boolean {
  return isCardFolder(name) || cardParts.test(name) || cardShells.has(name.toLowerCase())
}

/** Inside a folder of a card: nothing in it is a recording of its own. */
export function isCardSideFolder(name: string): boolean {
  return sideFolders.test(name)
}

/** A name that a camera or its card has, never a patient. */
export function namesCamera(name: string): boolean {
  const isWord = cardShells.has(name.toLowerCase()) || /^(?:stream|clips?)$/iu.test(name)
  return isCardFolder(name) || isWord || cardNames.test(name)
}
