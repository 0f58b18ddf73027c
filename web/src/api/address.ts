// From a request message to an address: path parts first, the rest is the query.
type Values = Record<string, unknown>;

function isDefault(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

export function addressOf(path: string, request: Values): { address: string; rest: Values } {
  const rest: Values = { ...request };
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return { address, rest };
}

/// `a=1&b=x&b=y`: repeated fields are repeated names.
export function queryOf(values: Values): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (isDefault(value)) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text ? `?${text}` : "";
}
