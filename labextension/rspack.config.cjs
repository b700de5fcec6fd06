const path = require('node:path');

// Joined with the builder's own configuration.
module.exports = {
  // What is public comes from the file that holds the internals too, so that each class is there once.
  resolve: { alias: { poolscope$: path.join(__dirname, '../dist/browser-internal.js') } },
  // The walkthroughs are files beside the scripts.
  module: {
    rules: [
      // The styles come before the first view, so they are small.
      {
        test: /\.css$/,
        include: path.join(__dirname, 'style'),
        enforce: 'pre',
        loader: 'builtin:lightningcss-loader',
        options: { minify: true },
      },
      {
        test: /\.ipynb$/,
        type: 'asset/resource',
        loader: require.resolve('./notebook-sources.cjs'),
        generator: { filename: '[name].[contenthash:8][ext]' },
      },
      {
        test: /\.npy$/,
        type: 'asset/resource',
        generator: { filename: '[name].[contenthash:8][ext]' },
      },
    ],
  },
  // What loads with the first view stays one file for Plotly and one for the view.
  optimization: { splitChunks: false },
  // Plotly's size is known and meant: it would be warned of at each build.
  performance: { hints: false },
};
