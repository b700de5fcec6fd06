// Types taken out of a cell of TypeScript: the syntax tree says where they stand, and the rest stays as it was written.
import ts from 'typescript';

const compilerOptions = {
  target: ts.ScriptTarget.Latest,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  allowJs: true,
};

/** Takes brackets out, some of which a type has needed: what is printed then has those that the program needs. */
const withoutBrackets = (/** @type {ts.TransformationContext} */ context) => {
  /** @param {ts.Node} node @returns {ts.Node} */
  const visit = (node) =>
    ts.isParenthesizedExpression(node)
      ? visit(node.expression)
      : ts.visitEachChild(node, visit, context);
  return (/** @type {ts.SourceFile} */ file) => ts.visitEachChild(file, visit, context);
};

/** The program of a cell, as the compiler prints it, and whether it has an error. @param {string} source @param {string} fileName */
function compiled(source, fileName) {
  const { outputText, diagnostics = [] } = ts.transpileModule(source, {
    compilerOptions,
    fileName,
    reportDiagnostics: true,
    transformers: { after: [withoutBrackets] },
  });
  return `${diagnostics.length} errors\n${outputText}`;
}

/**
 * A cell of TypeScript as JavaScript.
 *
 * @param {string} source
 * @returns {string}
 * @throws {Error} a cell that is another program without its types, such as one with an enum
 */
export function withoutTypes(source) {
  const tree = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, true);
  /** @type {[number, number][]} */
  const ranges = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    ranges.push(...typesOf(node, tree));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  let text = '';
  let at = 0;
  for (const [from, to] of ranges.sort(([a], [b]) => a - b)) {
    if (from < at) continue; // inside of one that is out already
    text += source.slice(at, from);
    at = to;
  }
  text += source.slice(at);
  if (compiled(text, 'cell.js') !== compiled(source, 'cell.ts'))
    throw new Error(`a cell is another program without its types:\n${source}`);
  return text;
}

/** Modifiers that only say something of types. @type {ReadonlySet<ts.SyntaxKind>} */
const ofTypes = new Set([
  ts.SyntaxKind.ReadonlyKeyword,
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.OverrideKeyword,
]);

/**
 * Where the types of a node stand that are not those of its children.
 *
 * @param {ts.Node} node
 * @param {ts.SourceFile} tree
 * @returns {[number, number][]} from, to
 */
function typesOf(node, tree) {
  const start = node.getStart(tree);
  if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node))
    return [[start, node.end]];
  if (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly) return [[start, node.end]];
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
    const { expression, parent } = node;
    const isBare = ts.isParenthesizedExpression(parent) && ts.isIdentifier(expression);
    if (!isBare) return [[expression.end, node.end]];
    // Its brackets were there for the type alone, and the compiler takes them out too.
    return [
      [parent.getStart(tree), expression.getStart(tree)],
      [expression.end, parent.end],
    ];
  }
  if (ts.isModifier(node) && ofTypes.has(node.kind)) return [[start, node.end + 1]];
  /** @type {[number, number][]} */
  const ranges = [];
  const { typeParameters, typeArguments, type, questionToken, exclamationToken } =
    /** @type {{ typeParameters?: ts.NodeArray<ts.Node>, typeArguments?: ts.NodeArray<ts.Node>, type?: ts.Node, questionToken?: ts.Node, exclamationToken?: ts.Node }} */ (
      /** @type {unknown} */ (node)
    );
  for (const list of [typeParameters, typeArguments])
    if (list) ranges.push([list.pos - 1, list.end + 1]); // with < and >
  const mark = ts.isParameter(node) || ts.isPropertyDeclaration(node) ? questionToken : undefined;
  const first = mark ?? exclamationToken;
  if (
    type &&
    (ts.isFunctionLike(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isPropertyDeclaration(node))
  )
    ranges.push([first?.getStart(tree) ?? colonBefore(type, tree), type.end]);
  else if (first) ranges.push([first.getStart(tree), first.end]);
  return ranges;
}

/** Where the colon stands that a type follows. @param {ts.Node} type @param {ts.SourceFile} tree */
function colonBefore(type, tree) {
  const tokens = type.parent.getChildren(tree);
  const colon = tokens[tokens.indexOf(type) - 1];
  return colon?.getStart(tree) ?? type.pos;
}
