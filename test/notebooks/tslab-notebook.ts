/** A notebook of tslab, as JSON, whose cells may fail: what is wrong in one must be reported. */
export function tslabNotebook(cells: readonly string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript' } },
    cells: cells.map((source, at) => ({
      cell_type: 'code',
      id: `cell-${at}`,
      metadata: { tags: ['raises-exception'] },
      execution_count: null,
      outputs: [],
      source,
    })),
  });
}
