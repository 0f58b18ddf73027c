// On Now: I take over on call, and have not confirmed the hand-over yet.
import { Link } from "@tanstack/react-router";
import { NotebookPen } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay, useSession } from "@/api/session";
import { Ago } from "@/ui/time";

export default function MyHandOver() {
  const may = useMay("oncall.read");
  const account = useSession()?.account_id ?? "";
  const mine = useApi(
    methods.listHandOvers,
    { filter: `state:due,late to_account_id:${account}`, page_size: 5 },
    { enabled: may && account !== "" },
  ).data;
  return (mine?.hand_overs ?? []).map((row) => (
    <Link
      key={row.hand_over_id}
      to="/hand-overs"
      search={{ open: row.hand_over_id }}
      className={`mb-3 flex min-h-9 items-start gap-2 rounded-lg border px-3 py-2 hover:bg-hover coarse:min-h-11 ${
        row.state === "late" ? "border-crit/40 bg-crit-bg" : "border-warn/40 bg-warn-bg"
      }`}
    >
      <NotebookPen size={15} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">
        <strong className="font-medium">You are on call</strong> in place of {row.from_name} (<Ago at={row.at_unix_ms} />
        ). Read the hand-over and confirm it.
      </span>
    </Link>
  ));
}
