// The din that a pass should have given, to hold a given one against or to show.
import { maxPoolBackward } from '../../ops/max-pool.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Mask } from '../../window/mask/mask.js';
import type { Share } from '../../window/mask/share.js';

/**
 * What `maxPoolBackward` gives, on the host wherever dout and mask live: a tensor in WASM memory
 * would be the caller's to free, who never sees this one.
 */
export function expectedDin(dout: Tensor, mask: Mask, share: Share = 'full'): Tensor {
  return maxPoolBackward(dout.to('host'), mask.to('host'), { share });
}
