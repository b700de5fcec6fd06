import { LabIcon } from '@jupyterlab/ui-components';

/** The icon of an array: three by three cells. */
export const arrayIcon: LabIcon = new LabIcon({
  name: '@poolscope/labextension:array',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M2 2h3.4v3.4H2zM10.6 2H14v3.4h-3.4zM6.3 6.3h3.4v3.4H6.3zM2 10.6h3.4V14H2z"/>
    <path opacity=".4" d="M6.3 2h3.4v3.4H6.3zM2 6.3h3.4v3.4H2zM10.6 6.3H14v3.4h-3.4zM6.3 10.6h3.4V14H6.3zM10.6 10.6H14V14h-3.4z"/>
  </g>
</svg>`,
});
