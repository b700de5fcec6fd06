import { trans } from '../ui/texts.js';

/**
 * A settings' schema with its titles and descriptions in the language of the page. JupyterLab's
 * server translates those of language packs alone, not those that come with a package.
 */
export function translated<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(translated) as Schema;
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]: [string, unknown]) => {
    const isText = (key === 'title' || key === 'description') && typeof value === 'string';
    return [key, isText ? trans.__(value) : translated(value)];
  });
  return Object.fromEntries(entries) as Schema;
}
