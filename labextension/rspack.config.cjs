// Joined with the builder's own configuration.
module.exports = {
  // What loads with the first view stays one file for Plotly and one for the view.
  optimization: { splitChunks: false },
  // Plotly's size is known and meant: it would be warned of at each build.
  performance: { hints: false },
};
