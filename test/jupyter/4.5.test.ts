import { releases } from '../../scripts/lib/jupyter-releases.mjs';
import { describeRelease } from './release.js';

describeRelease(releases[1]);
