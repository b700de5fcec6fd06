// Which tensors are gradients: a tensor that is displayed draws on the scale of what it is.

const gradients = new WeakSet<object>();

/** Whether an operation's result is a gradient: every backward pass is named `xBackward`. */
function isBackward(operation: string): boolean {
  return operation.endsWith('Backward');
}

/**
 * Notes what an operation's result is. A tensor that is written into again (`out`) is what the last
 * operation made of it.
 */
export function noteResult<Result extends object>(operation: string, result: Result): Result {
  if (isBackward(operation)) gradients.add(result);
  else gradients.delete(result);
  return result;
}

/** Notes that a tensor is a gradient where the one is that it was copied from. */
export function noteCopy<Copy extends object>(copy: Copy, of: object): Copy {
  if (gradients.has(of)) gradients.add(copy);
  return copy;
}

/** Whether a tensor is what a backward pass gave, or a copy of that. */
export function isGradient(tensor: object): boolean {
  return gradients.has(tensor);
}
