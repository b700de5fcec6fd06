// The chunk that is loaded with the first view. Nothing else imports Plotly's code.
import Plotly from 'plotly.js/lib/core';
import heatmap from 'plotly.js/lib/heatmap';

Plotly.register([heatmap]);

export { Plotly };
