import { releases } from '../../scripts/lib/steps.mjs';
import { describeRelease } from './release.js';

describeRelease(releases[1]);
