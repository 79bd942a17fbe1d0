/**
 * Where the faces lie in the six demonstration photographs of @vladmandic/face-api. All are 1920 pixels wide;
 * positions are pixels of the photograph, found by eye and checked with the face detector.
 */
export interface View {
  /** 1 to 6: `demo/sample<n>.jpg` */
  readonly photo: number
  readonly x: number
  readonly y: number
  /** Height of the face, chin to brow line; of a view without a face, what a face there would have. */
  readonly faceHeight: number
  readonly mirrored?: boolean
}

/** Faces at rest, or with no more than a trace of expression. */
export const plainFaces = {
  stairsBack: { photo: 5, x: 860, y: 220, faceHeight: 200 },
  sofaRight: { photo: 2, x: 1540, y: 280, faceHeight: 190 },
  sofaRightMirrored: { photo: 2, x: 1540, y: 280, faceHeight: 190, mirrored: true },
  sofaMiddle: { photo: 2, x: 990, y: 350, faceHeight: 190 },
  barMiddle: { photo: 1, x: 930, y: 530, faceHeight: 200 },
  terraceLeft: { photo: 3, x: 680, y: 460, faceHeight: 220 },
  rowSecond: { photo: 4, x: 730, y: 200, faceHeight: 220 },
  rowThird: { photo: 4, x: 1090, y: 300, faceHeight: 200 },
  windowThird: { photo: 6, x: 1260, y: 430, faceHeight: 220 },
  windowThirdMirrored: { photo: 6, x: 1260, y: 430, faceHeight: 220, mirrored: true },
} as const satisfies Record<string, View>

/** Smiles, from slight to broad. */
export const smilingFaces = {
  barLeft: { photo: 1, x: 480, y: 480, faceHeight: 200 },
  terraceMiddle: { photo: 3, x: 1190, y: 360, faceHeight: 220 },
  terraceRight: { photo: 3, x: 1590, y: 450, faceHeight: 220 },
  stairsRight: { photo: 5, x: 1510, y: 510, faceHeight: 230 },
  stairsUpper: { photo: 5, x: 1194, y: 330, faceHeight: 210 },
  stairsLeft: { photo: 5, x: 690, y: 560, faceHeight: 200 },
  stairsFront: { photo: 5, x: 470, y: 990, faceHeight: 250 },
  windowFirst: { photo: 6, x: 350, y: 600, faceHeight: 220 },
  windowSecond: { photo: 6, x: 760, y: 470, faceHeight: 230 },
  windowFourth: { photo: 6, x: 1580, y: 400, faceHeight: 240 },
} as const satisfies Record<string, View>

/**
 * How much of a smile each face shows, 0 to 1, as the picture is and mirrored: what the face-api pack reads as “happy” in a
 * clip of it. A face that is mirrored is another picture to a net.
 */
const smiles = {
  barLeft: [0.57, 0.43],
  barMiddle: [0.2, 0.32],
  rowSecond: [0.17, 0.65],
  rowThird: [0.24, 0.59],
  sofaMiddle: [0.11, 0.03],
  sofaRight: [0.19, 0.13],
  stairsBack: [0.34, 0.3],
  stairsFront: [0.6, 0.62],
  stairsLeft: [0.5, 0.35],
  stairsRight: [0.52, 0.5],
  stairsUpper: [0.8, 0.63],
  terraceLeft: [0.26, 0.36],
  terraceMiddle: [0.94, 0.82],
  terraceRight: [0.94, 0.89],
  windowFirst: [0.85, 0.55],
  windowFourth: [0.6, 0.9],
  windowSecond: [0.86, 0.74],
  windowThird: [0.03, 0.05],
} as const satisfies Record<string, readonly [number, number]>

type Face = keyof typeof smiles
export type FaceName = Face | `${Face} mirrored`

/** Where it lies, and how much of a smile it shows. */
export function faceOf(name: FaceName): { readonly view: View; readonly smile: number } {
  const mirrored = name.endsWith(' mirrored')
  const face = name.replace(' mirrored', '') as Face
  const [asIs, inMirror] = smiles[face]
  return {
    view: { ...{ ...plainFaces, ...smilingFaces }[face], mirrored },
    smile: mirrored ? inMirror : asIs,
  }
}

/** Railings of the stairs: nobody is in the picture. */
export const emptyView: View = { photo: 5, x: 200, y: 380, faceHeight: 120 }
