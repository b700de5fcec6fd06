// Tables in JSON, which bundlers read; who imports one says its type.
declare module '*.json' {
  const table: unknown;
  export default table;
}
