/** What a report names, as it is to be cited. */
export const references = {
  tripod:
    'Collins GS, Moons KGM, Dhiman P, et al. TRIPOD+AI statement: updated guidance for reporting clinical prediction models that use regression or machine learning methods. BMJ 2024; 385: e078378.',
  emoclip:
    'Foteinopoulou NM, Patras I. EmoCLIP: a vision-language method for zero-shot video facial expression recognition. IEEE International Conference on Automatic Face and Gesture Recognition, 2024.',
  pooled:
    'Austin GI, Pe’er I, Korem T. Distributional bias compromises leave-one-out cross-validation. Science Advances 2025; 11: eadx6976.',
  penalised:
    'Geroldinger A, Lusa L, Nold M, Heinze G. Leave-one-out cross-validation, penalization, and differential bias of some prediction model performance measures: a simulation study. Diagnostic and Prognostic Research 2023; 7: 9.',
  pairs:
    'Airola A, Pahikkala T, Waegeman W, et al. An experimental comparison of cross-validation techniques for estimating the area under the ROC curve. Computational Statistics and Data Analysis 2011; 55: 1828–1844.',
  maxT: 'Westfall PH, Young SS. Resampling-Based Multiple Testing. Wiley, 1993.',
  limits:
    'Bland JM, Altman DG. Measuring agreement in method comparison studies. Statistical Methods in Medical Research 1999; 8: 135–160.',
  against:
    'Krouwer JS. Why Bland–Altman plots should use X, not (Y + X)/2, when X is a reference method. Statistics in Medicine 2008; 27: 778–780.',
  icc: 'McGraw KO, Wong SP. Forming inferences about some intraclass correlation coefficients. Psychological Methods 1996; 1: 30–46.',
  size: 'Poldrack RA, Huckins G, Varoquaux G. Establishment of best practices for evidence for prediction: a review. JAMA Psychiatry 2020; 77: 534–540.',
} as const
