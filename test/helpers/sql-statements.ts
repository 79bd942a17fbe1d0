import { relative, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(import.meta.dirname, '../..')

/** What is known of a text: its parts in order, null for what only running would tell. */
type Text = readonly (string | null)[]

/** A statement in the sources. */
export interface SqlStatement {
  /** `core/areas/rating/rater-repository.ts:7`. */
  readonly place: string
  readonly sql: Text
  /** What the source takes the columns of a row to be; null where it says nothing of them, or reads a single value. */
  readonly row: ReadonlyMap<string, ColumnKinds> | null
}

/** What a value may be, as the source has it. */
export interface ColumnKinds {
  readonly number: boolean
  readonly string: boolean
  readonly blob: boolean
}

type Known = ReadonlyMap<ts.Symbol, Text>

/** What a function returns in the end. */
function returnedBy(body: ts.ConciseBody | undefined): ts.Expression | undefined {
  if (body === undefined || !ts.isBlock(body)) return body
  return body.statements.findLast(ts.isReturnStatement)?.expression
}

function functionOf(declared: ts.Declaration | undefined): ts.FunctionLikeDeclaration | null {
  const made = declared !== undefined && ts.isVariableDeclaration(declared) ? declared.initializer : declared
  return made !== undefined && (ts.isFunctionDeclaration(made) || ts.isArrowFunction(made)) ? made : null
}

/** Reads texts that are put together of constants, templates and functions of such. */
function createTextReader(checker: ts.TypeChecker): (node: ts.Expression) => Text {
  function symbolAt(node: ts.Node): ts.Symbol | undefined {
    const symbol = checker.getSymbolAtLocation(node)
    const isImported = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0
    return isImported ? checker.getAliasedSymbol(symbol) : symbol
  }

  function declaredText(node: ts.Identifier, known: Known): Text {
    const symbol = symbolAt(node)
    const given = symbol === undefined ? undefined : known.get(symbol)
    const declared = symbol?.valueDeclaration
    if (given !== undefined) return given
    if (declared === undefined || !ts.isVariableDeclaration(declared)) return [null]
    return declared.initializer === undefined ? [null] : read(declared.initializer, known)
  }

  function calledText(node: ts.CallExpression, known: Known): Text {
    const [only] = node.arguments
    if (only !== undefined && node.expression.getText() === 'String') return read(only, known)
    const called = functionOf(symbolAt(node.expression)?.valueDeclaration)
    const returned = called === null ? undefined : returnedBy(called.body)
    if (called === null || returned === undefined) return [null]
    const given = new Map(known)
    called.parameters.forEach((parameter, index) => {
      const argument = node.arguments[index] ?? parameter.initializer
      const symbol = checker.getSymbolAtLocation(parameter.name)
      if (argument !== undefined && symbol !== undefined) given.set(symbol, read(argument, known))
    })
    return read(returned, given)
  }

  /** Where it isn't known which it will be, the first stands for both. */
  function chosenText({ condition, whenTrue, whenFalse }: ts.ConditionalExpression, known: Known): Text {
    if (!ts.isBinaryExpression(condition)) return read(whenTrue, known)
    const [left, right] = [read(condition.left, known), read(condition.right, known)]
    const isOther = ![...left, ...right].includes(null) && left.join('') !== right.join('')
    return read(isOther ? whenFalse : whenTrue, known)
  }

  /** The first of a table of texts stands for all of them. */
  function firstText({ expression }: ts.ElementAccessExpression, known: Known): Text {
    const declared = symbolAt(expression)?.valueDeclaration
    const table =
      declared !== undefined && ts.isVariableDeclaration(declared) ? declared.initializer : undefined
    const [first] = table !== undefined && ts.isObjectLiteralExpression(table) ? table.properties : []
    return first !== undefined && ts.isPropertyAssignment(first) ? read(first.initializer, known) : [null]
  }

  function read(node: ts.Expression, known: Known): Text {
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text]
    if (ts.isTemplateExpression(node)) {
      const spans = node.templateSpans.map(({ expression, literal }) => [
        ...read(expression, known),
        literal.text,
      ])
      return [node.head.text, ...spans.flat()]
    }
    if (ts.isIdentifier(node)) return declaredText(node, known)
    if (ts.isConditionalExpression(node)) return chosenText(node, known)
    if (ts.isCallExpression(node)) return calledText(node, known)
    if (ts.isElementAccessExpression(node)) return firstText(node, known)
    const type = checker.getTypeAtLocation(node)
    return [type.isStringLiteral() || type.isNumberLiteral() ? String(type.value) : null]
  }

  return (node) => read(node, new Map())
}

function kindsOf(type: ts.Type): ColumnKinds {
  const parts = type.isUnion() ? type.types : [type]
  const has = (flag: ts.TypeFlags): boolean => parts.some(({ flags }) => (flags & flag) !== 0)
  const isUnknown = has(ts.TypeFlags.Unknown)
  return {
    number: isUnknown || has(ts.TypeFlags.NumberLike),
    string: isUnknown || has(ts.TypeFlags.StringLike),
    blob: isUnknown || has(ts.TypeFlags.Object),
  }
}

function rowOf(checker: ts.TypeChecker, node: ts.CallExpression): SqlStatement['row'] {
  const written = node.typeArguments?.[1]
  if (written === undefined) return null
  const type = checker.getTypeFromTypeNode(written)
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0
  if (!isObject || type.getSymbol()?.name === 'Buffer') return null
  const columns = checker.getPropertiesOfType(type)
  return new Map(columns.map((column) => [column.name, kindsOf(checker.getTypeOfSymbol(column))]))
}

/** Every `prepare` under src-main/core but those of migrations, which know the schema of their time. */
export function sqlStatements(): SqlStatement[] {
  const config = ts.getParsedCommandLineOfConfigFile(`${root}/src-main/core/tsconfig.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
  })
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {})
  const checker = program.getTypeChecker()
  const read = createTextReader(checker)
  const statements: SqlStatement[] = []

  function visit(node: ts.Node, file: ts.SourceFile): void {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'prepare' &&
      checker.getTypeAtLocation(node.expression.expression).getSymbol()?.name === 'Database'
    ) {
      const [sql] = node.arguments
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
      const place = `${relative(`${root}/src-main`, file.fileName)}:${String(line)}`
      statements.push({ place, sql: sql === undefined ? [null] : read(sql), row: rowOf(checker, node) })
    }
    ts.forEachChild(node, (child) => {
      visit(child, file)
    })
  }

  for (const file of program.getSourceFiles()) {
    const isOfCore = file.fileName.includes('/src-main/core/') && !file.fileName.includes('/migrations/')
    if (isOfCore && !file.isDeclarationFile) visit(file, file)
  }
  return statements
}
