// The chunk with Plotly's code, loaded with the first view. Nothing else imports that code.
import Plotly from 'plotly.js/lib/core';
import heatmap from 'plotly.js/lib/heatmap';

Plotly.register([heatmap]);

export { Plotly };
