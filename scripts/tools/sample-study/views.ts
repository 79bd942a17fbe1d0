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

/** Railings of the stairs: nobody is in the picture. */
export const emptyView: View = { photo: 5, x: 200, y: 380, faceHeight: 120 }
