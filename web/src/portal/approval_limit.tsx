// Up to which amount somebody approves: said before they are asked, and beside what they are asked.
import { usePortal } from "./look";
import { useMe } from "./who";

export function ApprovalLimit({ className }: { className?: string }) {
  const me = useMe();
  const portal = usePortal().data;
  if (!portal || !me.may("approval.decide")) return null;
  if (me.decides) return null; // without a limit
  const { approval_limit_currency: currency, approval_limit_minor: minor } = portal;
  if (!currency) return <p className={className}>No amount is agreed for you: what costs money goes to whoever decides for your company.</p>;
  const amount = new Intl.NumberFormat(undefined, { style: "currency", currency }).format(Number(minor) / 100);
  return <p className={className}>You approve up to {amount}. What costs more goes to whoever decides for your company.</p>;
}
