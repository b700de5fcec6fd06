/** 1 in the kernels of the browser's bundle, which leave out steps that only make some shapes faster; else 0. */
declare const COMPACT: i32;
