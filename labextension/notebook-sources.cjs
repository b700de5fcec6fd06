/**
 * Loads a notebook as it was before it ran: its outputs would outweigh the extension, and running it is the point.
 *
 * @param {string} text
 * @returns {string}
 */
module.exports = (text) => {
  const notebook = JSON.parse(text);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, execution_count: null, outputs: [] } : cell,
  );
  return JSON.stringify({ ...notebook, cells });
};
