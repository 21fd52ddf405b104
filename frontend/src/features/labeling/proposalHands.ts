/** What the keys of the propagation assistant do on a desk. */
import type { DraftState } from "./draft";
import type { Judged, Task } from "./judge";
import { acceptAll, acceptProposal, refuseProposal, switchProposals } from "./propagation";
import type { Session } from "./session";

export interface ProposalHandsOptions {
  readonly session: Session;
  /** Makes the changes, or tells why not; whether it did. */
  readonly judge: (act: (draft: DraftState, task: Task) => Judged, step?: number) => boolean;
  readonly goOn: (step: number) => void;
  readonly tell: (text: string) => void;
  readonly announce: (text: string) => void;
}

export class ProposalHands {
  constructor(private readonly options: ProposalHandsOptions) {}

  readonly switch = (): void => {
    const { judge, tell, announce } = this.options;
    if (!judge(switchProposals)) return;
    const [first] = this.proposed;
    if (first === undefined) return announce("No longer proposing");
    this.options.session.move({ focus: first, isStill: false });
    tell("These are proposals: look at each. Of the steps behind a first error, more than a third are not wrong.");
  };

  readonly accept = (at?: number): void => {
    const step = at ?? this.focus;
    if (!this.options.judge((draft, task) => acceptProposal(draft, task, step), step)) return;
    this.options.announce(`Step ${step}: proposal accepted`);
    this.options.goOn(step);
  };

  readonly refuse = (at?: number): void => {
    const step = at ?? this.focus;
    if (!this.options.judge((draft, task) => refuseProposal(draft, task, step), step)) return;
    this.options.announce(`Step ${step}: proposal refused, still open`);
    const next = [...this.proposed].find((one) => one > step);
    if (next !== undefined) this.options.session.move({ focus: next, isStill: false });
  };

  readonly acceptAll = (): void => {
    const count = this.proposed.size;
    if (this.options.judge(acceptAll)) this.options.tell(count === 1 ? "1 proposal accepted" : `${count} proposals accepted`);
  };

  private get proposed(): ReadonlySet<number> {
    const { session } = this.options;
    return session.proposedIn(session.desk.get().draft);
  }

  private get focus(): number {
    return this.options.session.desk.get().focus;
  }
}
