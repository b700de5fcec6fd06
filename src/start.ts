// `poolscope/start`: what JupyterLab's extension loads before there is a view, apart from all that draws one.

export { formatCount } from './core/numbers.js';
export { MIME_TYPE } from './view/wire/mime-type.js';
