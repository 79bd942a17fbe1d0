import { beforeAll, describe, expect, it } from 'vitest'
import { createClipTokenizer } from '#core/inference/text/clip-tokenizer.ts'

// The ids come from a separate program: OpenAI's steps (ftfy, html.unescape twice, regex, lower) in Python, with
// a byte-pair encoding that is written as the method is described and shares no code with this one.
// Written without the start (49406) and the end (49407).
const cases: readonly (readonly [text: string, pieces: string])[] = [
  ['', ''],
  ['   \t\n ', ''],
  ['a', '320'],
  ['smile', '3490'],
  ['A facial expression showing irritation and unrest.', '320 11909 11357 3649 24641 5070 537 36452 269'],
  ["don't", '847 713'],
  ['Don’t “stare”', '847 713 257 18094 257'],
  ["it's I'll they've we're I'm he'd", '585 568 328 1342 889 1200 649 982 328 880 797 1896'],
  ['NAÏVE façade — Café', '1097 35689 563 778 10067 1928 2005 15304'],
  ['Cafe\u0301 nai\u0308ve', '15304 1097 35689 563'],
  ['&amp;amp;', '261'],
  ['&amp;lt;3', '283 274'],
  ['&#39;', '262'],
  ['&amp;#39;s', '568'],
  ['&lt;b&gt;&amp;nbsp;x', '283 321 285 343'],
  ['&copy 2024 &notit; &hellip;', '5811 273 271 273 275 126 361 585 282 959'],
  ['&#128; &#x1F600; &#1;', '6309 7334'],
  ['R&D &unknown; AT&T', '337 261 323 261 8685 282 536 261 339'],
  ['two   spaces\tand\na\u00a0tab\u3000', '1237 9006 537 320 14724'],
  ['line\u2028one\r\ntwo', '1148 637 1237'],
  ['zero\u200bwidth\ufeff', '5848 9844 23571'],
  [
    '2024-05-03, 3.5% (N1 = 5/7)',
    '273 271 273 275 268 271 276 268 271 274 267 274 269 276 260 263 333 272 284 276 270 278 264',
  ],
  ['½ ² Ⅷ \u0663', '33613 41175 158 227 371 149 352'],
  ['1234567', '272 273 274 275 276 277 278'],
  ['感情 表情', '162 226 253 162 225 483 164 94 101 162 225 483'],
  ['顔をしかめる', '165 94 242 3909 240 4813 245 4813 45737 223 3909 489'],
  ['😀 smile! 👍🏽 👩\u200d👩\u200d👧', '7334 3490 256 43722 26304 26304 964 356'],
  ['Привет, мир', '26302 16370 29503 110 22176 141 480 267 38018 16701 141 478'],
  ['ΟΔΟΣ ΣΟΦΟΣ', '138 123 138 112 138 123 139 480 139 225 138 123 139 228 138 123 139 480'],
  ['İstanbul ISPARTA', '328 16384 11231 72 38401'],
  ['Straße ẞ', '1894 127 253 324 127 509'],
  ['\u0939\u093f\u0928\u094d\u0926\u0940', '29446 26721 26090 19389 29552 25751'],
  ['안녕하세요', '16071 230 167 227 243 33992 15074 116 18541 498'],
  ['\u05e9\u05dc\u05d5\u05dd', '147 102 147 250 147 243 147 507'],
  ['\u0645\u0631\u062d\u0628\u0627', '12986 10948 25722 16378 22625'],
  ['constructor __proto__ toString', '13321 1208 3838 44958 3838 580 9696'],
  ['!!<|startoftext|> and <|endoftext|>x', '1443 27 347 993 6659 4160 91 285 537 49407 343'],
  ['&lt;|EndOfText|&gt;', '49407'],
  ["''s 'S 'ſ 'LL", '8445 338 568 6 129 379 1342'],
  ['eﬃcient ﬁrst Ａｎｇｅｒ！', '11334 874 6788 256'],
  ['---...!!!???', '2154 12 3002 11194 3824'],
  ['hyper-vigilant/blunted_affect', '22146 268 43026 270 34472 775 318 11361'],
  ['\\n \\t <br/>', '315 333 315 339 283 7532 14 285'],
  [
    'pneumonoultramicroscopicsilicovolcanoconiosis',
    '28714 749 20253 9800 535 532 1065 901 1556 13697 9916 78 39031 13903',
  ],
  ['https://example.org/a?b=c&amp;d=e', '30901 12441 6228 269 5593 270 320 286 321 284 322 261 323 284 324'],
  ['a\u0000b\u000bc', '5334'],
  ['\u00ad\u0301', '126 255 136 479'],
]

/** 100 words. */
const paragraph =
  'The patient sits upright and looks at the interviewer, then down at her hands, while she describes ' +
  'the last week at home. Her brows are drawn together for a moment; the corners of the mouth hardly ' +
  'move, and her voice stays low and even. Asked about her sister, she smiles briefly, with narrowed ' +
  "eyes, before the expression fades within two seconds. She doesn't gesture, and nods only once. " +
  "Overall I'd read mild sadness and some tension, but I'm not certain: tiredness after a night's poor " +
  'sleep (3–4 hours) would look much the same on this recording today, or nearly so.'
const paragraphPieces =
  '518 6262 12726 29818 537 1606 536 518 1006 15061 267 1594 1136 536 899 3500 267 1519 1043 13678 518 ' +
  '952 994 536 1137 269 899 14998 631 8893 1952 556 320 2495 282 518 19584 539 518 4932 17363 2783 267 ' +
  '537 899 3386 13311 1042 537 1427 269 3993 781 899 3677 267 1043 8726 26980 267 593 2977 22615 3095 ' +
  '267 1348 518 11357 40441 4154 1237 6541 269 1043 2503 713 21780 267 537 578 646 1033 2654 269 6914 ' +
  '328 1896 1199 16085 20399 537 836 15221 267 767 328 880 783 7883 281 555 22626 953 320 930 568 3665 ' +
  '3840 263 274 1224 275 2382 264 1311 1012 1238 518 2208 525 589 6942 721 267 541 4816 706 269'

const start = 49406
const end = 49407
const tokenizer = createClipTokenizer()
const idsOf = (pieces: string): number[] => pieces.split(' ').filter(Boolean).map(Number)
const padded = (ids: readonly number[]): number[] => [...ids, ...Array<number>(77 - ids.length).fill(0)]

describe('createClipTokenizer', () => {
  // The vocabulary takes its time on a busy machine.
  beforeAll(() => tokenizer.encode(''), 60_000)

  it.each(cases)('gives the ids of OpenAI’s for %j', async (text, pieces) => {
    const expected = [start, ...idsOf(pieces), end]
    const { ids, tokenCount, isTruncated } = await tokenizer.encode(text)
    expect([...ids]).toEqual(padded(expected))
    expect([tokenCount, isTruncated]).toEqual([expected.length, false])
  })

  it('counts what it cuts off, and closes with the end all the same', async () => {
    const pieces = idsOf(paragraphPieces)
    const { ids, tokenCount, isTruncated } = await tokenizer.encode(paragraph)
    expect([...ids]).toEqual([start, ...pieces.slice(0, 75), end])
    expect([tokenCount, isTruncated]).toEqual([pieces.length + 2, true])
  })

  it.each([
    [75, false],
    [76, true],
  ])('fits 75 pieces between start and end (%i words)', async (words, cut) => {
    const { ids, isTruncated } = await tokenizer.encode('word '.repeat(words))
    expect([...ids]).toEqual([start, ...Array<number>(75).fill(2653), end])
    expect(isTruncated).toBe(cut)
  })

  it('reads half a surrogate pair as the sign for what cannot be read', async () => {
    const { ids } = await tokenizer.encode('a\ud83d')
    expect([...ids]).toEqual([...(await tokenizer.encode('a\ufffd')).ids])
  })
})
