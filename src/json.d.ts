// JSON files as modules, which the bundler inlines; the importing file states the type.
declare module '*.json' {
  const table: unknown;
  export default table;
}
