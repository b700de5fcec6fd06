// Joined with the builder's own configuration.
module.exports = {
  // The walkthroughs are files beside the scripts.
  module: {
    rules: [
      {
        test: /\.ipynb$/,
        type: 'asset/resource',
        loader: require.resolve('./notebook-sources.cjs'),
        generator: { filename: '[name].[contenthash:8][ext]' },
      },
    ],
  },
  // What loads with the first view stays one file for Plotly and one for the view.
  optimization: { splitChunks: false },
  // Plotly's size is known and meant: it would be warned of at each build.
  performance: { hints: false },
};
