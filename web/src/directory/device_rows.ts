// The rows of the device list: as many pages as somebody has looked at, changed in place by live
// updates. Rows keep their place while they are on screen; what came meanwhile is only counted.
// Pages go by key, one after the other; so that the end of a long list is near too, pages are also
// taken from there, in the opposite order, until both parts meet.
import type { Device, ListDevicesResponse } from "@/api/generated/schema";

export interface Health {
  ok: number;
  warning: number;
  critical: number;
  unknown: number;
}
/// What monitoring says about a device in a live update.
export interface Vital {
  health: string;
  reason: string;
  connected: boolean;
  last_seen: number;
  observed_at: number;
  cpu?: number;
  memory?: number;
  disk?: number;
}
type Load = (token: string, size: number, backwards: boolean, signal: AbortSignal) => Promise<ListDevicesResponse>;

const smallPage = 200,
  largePage = 1000; // the API's largest page

export const isVital = (data: Record<string, unknown>): data is Record<string, unknown> & Vital =>
  typeof data.health === "string" && typeof data.last_seen === "number";

export function withVital(device: Device, vital: Vital): Device {
  return {
    ...device,
    health: vital.health,
    health_reason: vital.reason,
    connected: vital.connected,
    last_seen_at_unix_ms: vital.last_seen,
    health_observed_at_unix_ms: vital.observed_at,
    cpu_used_percent: vital.cpu,
    memory_used_percent: vital.memory,
    disk_used_percent: vital.disk,
  };
}

/// The opposite order. Equal rows stand by their id, upwards, in every order.
export const backwardsOrder = (order: string): string =>
  [...order.split(",").map((key) => (key.startsWith("-") ? key.slice(1) : `-${key}`)), "-id"].join(",");

interface Part {
  rows: Device[]; // of the end part: the last row first
  token: string;
  begun: boolean;
  wanted: number;
}
const newPart = (): Part => ({ rows: [], token: "", begun: false, wanted: 0 });

export class DeviceRows {
  total = 0; // of the list as it was loaded
  now = 0; // how many match by the newest count
  health: Health = { ok: 0, warning: 0, critical: 0, unknown: 0 };
  error: unknown;
  version = 0;
  private readonly head = newPart();
  private readonly end = newPart();
  private readonly places = new Map<string, { part: Part; at: number }>();
  private readonly words = new Map<string, string>();
  private readonly watchers = new Set<() => void>();
  private readonly stopper = new AbortController();
  private readonly load: Load;
  private complete = false;
  private loading = false;

  constructor(load: Load) {
    this.load = load;
  }

  /// The first page. Failure: what `load` threw.
  async start(): Promise<void> {
    this.take(this.head, await this.load("", smallPage, false, this.stopper.signal));
  }
  stop() {
    this.stopper.abort();
  }
  get stopped() {
    return this.stopper.signal.aborted;
  }

  /// How long the list is: rows not loaded yet are counted too.
  get count(): number {
    return this.complete ? this.loadedCount : Math.max(this.total, this.loadedCount);
  }
  get loadedCount(): number {
    return this.head.rows.length + this.end.rows.length;
  }
  /// How many more match now than when the list was loaded.
  get arrived(): number {
    return this.now - this.total;
  }
  at(index: number): Device | undefined {
    return index < this.head.rows.length ? this.head.rows[index] : this.end.rows[this.count - 1 - index];
  }
  find(id: string): Device | undefined {
    const place = this.places.get(id);
    return place?.part.rows[place.at];
  }
  loaded(): Device[] {
    return [...this.head.rows, ...this.end.rows.toReversed()];
  }

  /// Rows from `first` to `last` are looked at: loads from the nearer side until they are here.
  need(first: number, last: number) {
    const fromHead = Math.min(last + 1, this.count),
      fromEnd = this.count - Math.max(0, first);
    if (fromHead - this.head.rows.length <= fromEnd - this.end.rows.length) this.head.wanted = Math.max(this.head.wanted, fromHead);
    else this.end.wanted = Math.max(this.end.wanted, fromEnd);
    void this.pump();
  }
  retry() {
    this.error = undefined;
    void this.pump();
  }
  private next(): Part | undefined {
    if (this.complete || this.error || this.stopped) return undefined;
    return [this.end, this.head].find((part) => part.rows.length < part.wanted);
  }
  private async pump() {
    if (this.loading) return;
    this.loading = true;
    try {
      for (let part = this.next(); part; part = this.next()) {
        const size = part.wanted - part.rows.length > smallPage ? largePage : smallPage;
        this.take(part, await this.load(part.token, size, part === this.end, this.stopper.signal));
      }
    } catch (error) {
      if (!this.stopped) this.error = error;
      this.changed();
    } finally {
      this.loading = false;
    }
  }
  private take(part: Part, page: ListDevicesResponse) {
    if (part === this.head && !part.begun) this.total = page.total;
    part.begun = true;
    part.token = page.next_page_token;
    const before = part.rows.length;
    for (const device of page.devices) {
      // The order moves while we page; a row that comes twice keeps its first place.
      if (this.places.has(device.device_id)) continue;
      this.places.set(device.device_id, { part, at: part.rows.length });
      part.rows.push(this.slim(device));
    }
    // At its end, or where only known rows come: both parts have met.
    this.complete ||= !part.token || part.rows.length === before;
    this.counted(page);
    if (this.complete) this.total = this.now;
  }
  counted(answer: Health & { total: number }) {
    this.now = answer.total;
    this.health = { ok: answer.ok, warning: answer.warning, critical: answer.critical, unknown: answer.unknown };
    this.changed();
  }

  /// True when the judgement changed, so that counts are to be asked for again.
  observe(id: string, vital: Vital): boolean {
    const place = this.places.get(id),
      before = this.find(id);
    if (!place || !before) return false;
    place.part.rows[place.at] = withVital(before, vital);
    return before.health !== vital.health;
  }
  /// A device as it is now; false when it is not in the list.
  put(device: Device): boolean {
    const place = this.places.get(device.device_id);
    if (!place) return false;
    place.part.rows[place.at] = this.slim(device);
    this.changed();
    return true;
  }

  // A hundred thousand rows repeat few names: each is held once.
  private slim(device: Device): Device {
    const once = (text: string) => {
      const known = this.words.get(text);
      if (known !== undefined) return known;
      this.words.set(text, text);
      return text;
    };
    device.client_id = once(device.client_id);
    device.client_name = once(device.client_name);
    device.site_id = once(device.site_id);
    device.site_name = once(device.site_name);
    device.os = once(device.os);
    device.agent_version = once(device.agent_version);
    return device;
  }

  changed() {
    this.version += 1;
    for (const watcher of this.watchers) watcher();
  }
  readonly watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
}
