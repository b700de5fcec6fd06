// How the library's values print in a console and show themselves in a notebook.
type Display = (value: object) => boolean;

let display: Display | undefined;

/**
 * Registers the function that may show a value when it is printed at the top level. The display
 * layer calls this once: core must not import it.
 */
export function onInspect(callback: Display): void {
  display = callback;
}

/**
 * Makes `console.log` and notebooks print a class's values by `toString`, after giving the display
 * layer the chance to show them. Node's key is defined here, outside the class, so that no symbol
 * appears in the published types.
 */
export function makeInspectable(type: { readonly prototype: object }): void {
  Object.defineProperty(type.prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(this: object, depth: number, options: { depth?: number | null }): string {
      if (depth === options.depth) display?.(this);
      return String(this);
    },
  });
}

/**
 * Whether a value is of a class of that name in another copy of the library, whose instances this
 * copy can't take. Its values too print as `makeInspectable` has it.
 */
export function isForeign(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    return (
      inspect in value && value.constructor.name === name && String(value).startsWith(`${name} `)
    );
  } catch {
    return false;
  }
}
