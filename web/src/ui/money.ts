// Amounts as people type them. Pure.

/// What a person typed as an amount, in minor units; nothing when it is no amount.
export function minorOf(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/['’\s]/g, "")
    .replace(",", ".");
  if (!/^\d{1,9}(\.\d{0,2})?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * 100);
}
