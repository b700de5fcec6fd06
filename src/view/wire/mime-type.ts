/** The MIME type of a payload, a JSON object. By itself: the extension's start needs it alone. */
export const MIME_TYPE = 'application/vnd.poolscope.v1+json';
