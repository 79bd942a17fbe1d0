import { builtinRules } from 'eslint/use-at-your-own-risk'

/** Rules of ESLint that oxlint does not have, or not whole, run by oxlint. */
export default {
  meta: { name: 'own' },
  rules: Object.fromEntries(
    ['no-restricted-imports', 'no-restricted-syntax'].map((name) => [name, builtinRules.get(name)]),
  ),
}
