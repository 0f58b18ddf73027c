// What was opened lately in this browser, for the palette.
export interface Recent {
  label: string;
  hint: string; // "Device · Acme"
  to: string; // the address
}

const key = "steward.recent";
const most = 8;

export function recents(): Recent[] {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? "[]") as unknown;
    return Array.isArray(list)
      ? list.filter((one): one is Recent => typeof one?.label === "string" && typeof one.to === "string" && one.to.startsWith("/"))
      : [];
  } catch {
    return [];
  }
}

export function remember(recent: Recent) {
  try {
    localStorage.setItem(key, JSON.stringify([recent, ...recents().filter((one) => one.to !== recent.to)].slice(0, most)));
  } catch {
    // Without storage there is no memory.
  }
}

/// Whoever signs out leaves nothing behind.
export function forget() {
  try {
    localStorage.removeItem(key);
    sessionStorage.clear();
  } catch {
    // There was none.
  }
}
