// Looks for a view's findings, and for the tie policy of the mask that came: in turns, after the heatmaps are on screen.
import type { Finding } from 'poolscope';
import { runInTurns } from 'poolscope/internal';
import { pageBytes } from '../view/live-views.js';
import type { Subject } from './model/subject.js';
import { policySteps, type TiePolicy } from './model/tie-policy.js';

/** The most cells that are looked at without asking, and bytes that they then keep. */
const mostUnasked = { cells: 2 ** 23, bytes: pageBytes / 2 };

/** What the search reports to. */
export interface SearchHost {
  /** The policy that the mask keeps to is known; undefined: to none. */
  onPolicy(policy: TiePolicy | undefined): void;
  onFindings(findings: readonly Finding[]): void;
  /** The cells are too many to go through unasked. */
  offer(cells: number, look: () => void): void;
  showProblem(error: unknown): void;
}

/** The search for findings; a later one ends those before it. */
export class FindingsSearch {
  /** The tie policy of the mask that came; undefined where it is that of none, or not known yet. */
  policyGiven: TiePolicy | undefined;
  private readonly subject: Subject;
  private readonly host: SearchHost;
  private isPolicyKnown = false;
  private isDisposed = false;

  constructor(subject: Subject, host: SearchHost) {
    this.subject = subject;
    this.host = host;
  }

  /** Looks at all cells, or offers to where they are many. */
  look(): void {
    const { cellsToLookAt: cells, bytesToKeep: bytes } = this.subject.checks;
    const isLittle = cells <= mostUnasked.cells && bytes <= mostUnasked.bytes;
    if (isLittle) void this.find();
    else this.host.offer(cells, () => void this.find());
  }

  dispose(): void {
    this.isDisposed = true;
  }

  private async find(): Promise<void> {
    const { subject, host } = this;
    const { version } = subject;
    const isWanted = (): boolean => !this.isDisposed && subject.version === version;
    try {
      if (!this.isPolicyKnown) {
        this.policyGiven = await runInTurns(policySteps(subject.given), () => !this.isDisposed);
        if (this.isDisposed) return;
        this.isPolicyKnown = true;
        host.onPolicy(this.policyGiven);
      }
      const findings = await runInTurns(subject.checks.findingSteps(), isWanted);
      if (findings !== undefined && isWanted()) host.onFindings(findings);
    } catch (error) {
      host.showProblem(error);
    }
  }
}
