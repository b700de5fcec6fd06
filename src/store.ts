// `poolscope/store`: stored activations, read and written in Node. What is here is public.

export type { CallOfStep } from './store/describe.js';
export { viewOfEntry } from './store/entry.js';
export type { FilePart, Folder } from './store/folder.js';
export type { CallAttributes, StoreArrayName, StoredOptions } from './store/layout.js';
export { createStore, openStore } from './store/open.js';
export type { StoredArray } from './store/stored-array.js';
export { geometryOf, type StoredCall, type StoredStep } from './store/stored-call.js';
export type { StoreWriter } from './store/write.js';
