/**
 * The MIME type of a payload, a JSON object. A file of its own: the extension's start loads no
 * more than `start.ts` names.
 */
export const MIME_TYPE = 'application/vnd.poolscope.v1+json';
