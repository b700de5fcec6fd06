// What a stored call is, from attributes that may be anything.
import { type AxisLayout, axisLayouts } from '../core/layout.js';
import { isWithin } from '../core/limits.js';
import { fileLimits } from '../formats/file-limits.js';
import { type Json, objectOf } from '../formats/zarr/error.js';
import { storeError } from './error.js';
import type { CallAttributes, StoredOptions } from './layout.js';

const operations = ['max', 'average', 'lp'] as const;
const backwards = ['seen', 'not seen', 'not needed', 'transformed', 'mapped'] as const;

/**
 * Checks a call's attributes.
 * @param where its group, for errors
 * @throws OptionError, one line, that names the attribute
 */
export function checkAttributes(given: unknown, where: string): CallAttributes {
  const own = objectOf(given);
  const read = new Reader(where, own);
  return {
    name: read.text('name'),
    turn: read.size('turn'),
    where: read.text('where'),
    op: read.oneOf('op', operations),
    function: read.text('function'),
    sizes: read.sizes('sizes'),
    channels: read.size('channels'),
    output: read.sizes('output'),
    options: own.options === null ? null : optionsOf(new Reader(where, objectOf(own.options))),
    extra: read.object('extra'),
    layout: read.oneOf<AxisLayout>('layout', axisLayouts),
    dtype: read.text('dtype'),
    backward: read.oneOf('backward', backwards),
    notes: read.texts('notes'),
    unchecked: read.texts('unchecked'),
  };
}

function optionsOf(read: Reader): StoredOptions {
  const kernel = read.sizes('kernel_size');
  return {
    kernel_size: kernel,
    stride: read.sizes('stride', kernel),
    padding: read.sizes(
      'padding',
      kernel.map(() => 0),
    ),
    dilation: read.sizes(
      'dilation',
      kernel.map(() => 1),
    ),
    ceil_mode: read.flag('ceil_mode', false),
    count_include_pad: read.flag('count_include_pad', true),
  };
}

/** Members of an object of JSON, each of the type that is due. */
class Reader {
  private readonly where: string;
  private readonly given: Readonly<Record<string, unknown>>;

  constructor(where: string, given: Readonly<Record<string, unknown>>) {
    this.where = where;
    this.given = given;
  }

  text(name: string): string {
    return this.checked(name, isText, `is no text of at most ${fileLimits.name} characters`);
  }

  texts(name: string): string[] {
    const due = (value: unknown): value is string[] =>
      Array.isArray(value) && value.length <= 100 && value.every(isText);
    return this.checked(name, due, 'is no list of at most 100 texts');
  }

  size(name: string): number {
    return this.checked(name, isSize, 'is no whole number of at most 2**31');
  }

  sizes(name: string, fallback?: number[]): number[] {
    if (fallback !== undefined && this.given[name] === undefined) return fallback;
    const due = (value: unknown): value is number[] =>
      Array.isArray(value) && value.length <= 3 && value.every(isSize);
    return this.checked(name, due, 'is no list of at most 3 sizes');
  }

  object(name: string): Json {
    const due = (value: unknown): value is Json => value !== undefined && objectOf(value) === value;
    return this.checked(name, due, 'is no object');
  }

  flag(name: string, fallback: boolean): boolean {
    if (this.given[name] === undefined) return fallback;
    return this.checked(name, (value) => typeof value === 'boolean', 'is no bool');
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const due = (value: unknown): value is Choice => choices.includes(value as Choice);
    return this.checked(name, due, `is not one of ${choices.join(', ')}`);
  }

  private checked<Value>(
    name: string,
    due: (value: unknown) => value is Value,
    problem: string,
  ): Value {
    const value = this.given[name];
    if (due(value)) return value;
    throw storeError(this.where, name, value, problem);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && isWithin(value, fileLimits.name);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 2 ** 31;
}
