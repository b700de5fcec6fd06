import { releases } from '../../scripts/lib/environments.mjs';
import { describeRelease } from './release.js';

describeRelease(releases[0]);
