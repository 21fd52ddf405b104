/** What the tab that writes a draft has on its desk, told to the tabs of this browser that only show it. */
import type { Desk } from "./desk";
import type { DraftState } from "./draft";
import type { Store } from "./store";

export interface MirrorOptions {
  readonly desk: Store<Desk>;
  readonly isWriting: () => boolean;
  /** How the draft stands in the tab that writes it: to be shown, and nothing else. Whoever takes over opens it anew. */
  readonly onTold: (draft: DraftState) => unknown;
}

/** Whoever types on in a note is not told of letter by letter. */
const SOON_MS = 50;
const SHOW = "show";

export class Mirror {
  private readonly channel: BroadcastChannel;
  private readonly stop: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private told: DraftState | null = null;

  constructor(
    name: string,
    private readonly options: MirrorOptions,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = ({ data }: MessageEvent<DraftState | typeof SHOW>) => this.hear(data);
    this.stop = options.desk.subscribe(() => this.follow());
  }

  /** Asks the tab that writes how the draft stands there: what its last keys did may be neither at the server nor in the browser's database yet. */
  ask(): void {
    this.channel.postMessage(SHOW);
  }

  close(): void {
    clearTimeout(this.timer);
    this.stop();
    this.channel.close();
  }

  private hear(said: DraftState | typeof SHOW): void {
    if (said === SHOW) this.tell();
    else if (!this.options.isWriting()) this.options.onTold(said);
  }

  private follow(): void {
    if (this.options.desk.get().draft === this.told || !this.options.isWriting()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), SOON_MS);
  }

  private tell(): void {
    clearTimeout(this.timer);
    if (!this.options.isWriting()) return;
    this.told = this.options.desk.get().draft;
    this.channel.postMessage(this.told);
  }
}
