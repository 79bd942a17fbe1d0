/** Goes into the folder as README.txt, so that it is understood wherever it is copied to. */
export const readmeText = `SYNTHETIC SAMPLE STUDY - NOT CLINICAL DATA

The clips were made from six demonstration photographs that come with the npm package
@vladmandic/face-api, by moving a virtual camera over them and fading from one to another.
Nobody in the photographs is a patient, and a "patient" of this study is a mixture of several people.

All captions and all scores (PANSS negative, CAINS, BNSS by the raters SYN1 and SYN2) were made up
by a program. Scores of what a face can show were made to depend on how long the clips show a smile, so
that a fit on this study finds something. What it finds says nothing about real patients.

One visit (P010, followup) has no scores, and one clip (P009, followup, interview-3) has no caption.
`
