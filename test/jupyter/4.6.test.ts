import { releases } from '../../scripts/lib/set-up/steps.mjs';
import { describeRelease } from './release.js';

describeRelease(releases[2]);
