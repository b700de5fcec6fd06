import { trans } from '../ui/texts.js';

/**
 * Translates the titles and descriptions of a settings schema. JupyterLab's server translates only
 * those that are in a language pack, not those that a package brings along.
 */
export function translateSchema<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(translateSchema) as Schema;
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]: [string, unknown]) => {
    const isText = (key === 'title' || key === 'description') && typeof value === 'string';
    return [key, isText ? trans.__(value) : translateSchema(value)];
  });
  return Object.fromEntries(entries) as Schema;
}
