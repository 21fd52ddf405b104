/**
 * Keeps what a person chooses: in this browser at once, with their account as soon as the server answers.
 *
 * Nothing waits for it: a page starts with what the browser has and with what stands in the page itself.
 */
import { isApiError, type ApiError } from "../api/errors";
import type { Preferences } from "../api/types";
import type { Bindings } from "../keyboard";
import { choicesOf, choose, confirmed, heard, isSame, nothingKept, patchOf, placeName, refused, type Changes, type Choices, type Kept } from "./kept";
import { PreferenceStorage } from "./storage";

/** What the keeper asks of the server. Both throw ApiError. */
export interface PreferenceServer {
  readonly read: () => Promise<Preferences>;
  readonly change: (patch: Record<string, unknown>) => Promise<Preferences>;
}

export interface KeeperState {
  /** Empty while nobody is signed in. */
  readonly username: string;
  readonly choices: Choices;
  /** How many choices the account does not have yet though the server was asked; 0 while all is well. */
  readonly unsent: number;
}

/** Choices that were left waiting by an earlier page go out when this one has been drawn. */
const AFTER_START_MS = 2_000;
const AGAIN_MS = 30_000;
/** Who comes back to a tab gets what they chose elsewhere, without asking at every glance. */
const FRESH_MS = 60_000;

export class PreferenceKeeper {
  state: KeeperState = { username: "", choices: choicesOf(nothingKept("")), unsent: 0 };
  private readonly storage = new PreferenceStorage();
  private readonly readers = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isSending = false;
  private isAway = false;
  private heardAt = 0;

  constructor(
    private readonly server: PreferenceServer,
    /** What the person has to be told, in a sentence. */
    private readonly tell: (news: string) => void,
  ) {}

  readonly subscribe = (reader: () => void): (() => void) => {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  };

  /** From here on choices are this person's; `account` is what the page itself says of them. */
  open(username: string, account: Preferences | undefined): void {
    this.close();
    this.state = { ...this.state, username };
    if (account) this.hear(username, account, false);
    else this.publish();
    if (username !== "" && this.waitsFor(username)) this.sendLater(AFTER_START_MS);
  }

  /** Nobody is here; what waits stays in the browser until that person comes again. */
  close(): void {
    clearTimeout(this.timer);
    this.isAway = false;
    this.state = { ...this.state, username: "" };
  }

  choose(changes: Changes, at: number = Date.now()): void {
    const { username } = this.state;
    if (username === "") return;
    this.storage.write(username, choose(this.storage.read(username), changes, at));
    this.publish();
    void this.send();
  }

  /** Exactly these keys, and with the account before anything changes here. Throws ApiError, with places, if refused. */
  async replaceKeys(keys: Bindings): Promise<void> {
    const { username } = this.state;
    const { account } = this.storage.read(username);
    const gone = Object.keys(choicesOf({ account, waiting: {} }).keys).map((command) => [command, null] as const);
    const patch = { username, revision: account.revision, keys: { ...Object.fromEntries(gone), ...keys } };
    try {
      const answer = await this.server.change(patch);
      const { waiting, ...rest } = this.storage.read(username);
      const theme = Object.entries(waiting).filter(([place]) => place === "theme");
      this.storage.write(username, confirmed({ ...rest, waiting: Object.fromEntries(theme) }, {}, answer));
      this.publish();
    } catch (error) {
      const moved = movedTo(error);
      if (moved) this.hear(username, moved, true);
      throw error;
    }
  }

  /** Follows other tabs, the connection, and the person coming back. */
  listen(): () => void {
    const onStorage = (event: StorageEvent) => {
      if (this.storage.isAbout(event, this.state.username)) this.publish();
    };
    const onOnline = () => void this.send();
    const onVisible = () => {
      if (document.visibilityState === "visible") void this.catchUp();
    };
    window.addEventListener("storage", onStorage);
    window.addEventListener("online", onOnline);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      window.removeEventListener("storage", onStorage);
      window.removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onVisible);
      clearTimeout(this.timer);
    };
  }

  private async catchUp(): Promise<void> {
    const { username } = this.state;
    if (username === "" || Date.now() - this.heardAt < FRESH_MS) return;
    this.heardAt = Date.now();
    try {
      this.hear(username, await this.server.read(), false);
    } catch {
      // The next glance asks again.
    }
    if (this.waitsFor(username)) void this.send();
  }

  private async send(): Promise<void> {
    const { username } = this.state;
    if (this.isSending || username === "" || !this.waitsFor(username)) return;
    clearTimeout(this.timer);
    const sent = this.storage.read(username);
    this.isSending = true;
    let goesOn = true;
    try {
      const answer = await this.server.change(patchOf(sent));
      this.heardAt = Date.now();
      this.isAway = false;
      this.storage.write(username, confirmed(this.storage.read(username), sent.waiting, answer));
    } catch (error) {
      goesOn = isApiError(error) && this.takeRefusal(username, sent, error);
    }
    this.isSending = false;
    this.publish();
    if (goesOn || this.state.username !== username) void this.send();
  }

  /** Whether there is anything to send now. */
  private takeRefusal(username: string, sent: Kept, error: ApiError): boolean {
    const moved = movedTo(error);
    if (moved) {
      this.hear(username, moved, true);
      return moved.revision !== sent.account.revision;
    }
    if (error.status === 400) {
      this.storage.write(username, refused(this.storage.read(username), sent.waiting, Object.keys(error.body.fields ?? {})));
      this.say(username, `Not kept with your account: ${error.message}`);
      return true;
    }
    // Signed out, or somebody else came in beside: it waits for this person.
    this.isAway = true;
    if (error.isPassing) this.sendLater(error.retryAfter === null ? AGAIN_MS : error.retryAfter * 1_000);
    return false;
  }

  /** Takes over what the account has. An answer to a change is how it stands, whatever this browser had heard before. */
  private hear(username: string, account: Preferences, isAnswer: boolean): void {
    const before = this.storage.read(username);
    if (account.username === username && (isAnswer || account.revision > before.account.revision)) {
      const { kept, lost } = heard(before, account);
      this.storage.write(username, kept);
      if (lost.length > 0) this.say(username, `You chose anew elsewhere since, and that holds: ${lost.map((place) => placeName(place, kept)).join(", ")}.`);
    }
    this.publish();
  }

  private say(username: string, news: string): void {
    if (username === this.state.username) this.tell(news);
  }

  private sendLater(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), ms);
  }

  private waitsFor(username: string): boolean {
    return Object.keys(this.storage.read(username).waiting).length > 0;
  }

  private publish(): void {
    const { username } = this.state;
    if (username === "") return;
    const kept = this.storage.read(username);
    const next = { username, choices: choicesOf(kept), unsent: this.isAway ? Object.keys(kept.waiting).length : 0 };
    if (isSame(next, this.state)) return;
    this.state = next;
    for (const reader of this.readers) reader();
  }
}

/** What stands instead, where the account had moved on. */
function movedTo(error: unknown): Preferences | null {
  if (!isApiError(error, 409) || error.code !== "preferences_moved") return null;
  return (error.body as ApiError["body"] & { readonly preferences?: Preferences }).preferences ?? null;
}
