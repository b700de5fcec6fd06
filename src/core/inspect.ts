type Display = (value: object) => boolean;

let display: Display | undefined;

/** Registers what is tried when a value is printed at the top level; the display layer does, once. */
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
