/** Goes into the folder as README.txt, so that it is understood wherever it is copied to. */
export const readmeText = `SYNTHETIC SAMPLE STUDY - NOT CLINICAL DATA

The clips were made from six demonstration photographs that come with the npm package
@vladmandic/face-api, by moving a virtual camera over them and fading from one to another.
Nobody in the photographs is a patient, and a "patient" of this study is another person at each visit.

All captions and all scores (PANSS negative, CAINS, BNSS by the raters SYN1 and SYN2) were made up
by a program, so that a newcomer sees what a finding looks like, and what none:

- N1 Blunted affect and "facial expression" of CAINS and BNSS follow how much of a smile the clips show;
- N3 Poor rapport and quantity of speech follow it in part;
- N6 Lack of spontaneity, vocal expression and expressive gestures do not follow it at all;
- SYN2 rates higher than SYN1.

What a fit finds on this study says nothing about real patients.

One visit (P010, followup) has no scores, and one clip (P009, followup, interview-2) has no caption.
`
