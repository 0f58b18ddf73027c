// What I was asked to decide, and what is open elsewhere.
import { Stamp } from "lucide-react";
import { methods } from "@/api/client";
import { useApi, useApiPages } from "@/api/query";
import { More } from "@/ui/more";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { Page, Section } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { ApprovalCard } from "./approval_card";

export default function ApprovalsPage() {
  useTitle("Approvals");
  const mine = useApi(methods.listMyApprovals, { filter: "state:pending", order_by: "due", page_size: 100 });
  const all = useApiPages(methods.listApprovals, { page_size: 50 }, (answer) => answer.approvals);
  if (mine.isError && !mine.data) return <Failed what="the approvals" error={mine.error} retry={() => void mine.refetch()} />;
  if (!mine.data || all.isPending) return <Loading what="approvals" />;
  const own = mine.data.approvals.filter((one) => one.allowed_actions.includes("decide"));
  const others = all.rows.filter((one) => !own.some((known) => known.approval_id === one.approval_id));
  return (
    <Page narrow>
      <Section title="Waiting for me">
        {own.length === 0 && <p className="text-dim">Nothing waits for your decision.</p>}
        <div className="space-y-3">
          {own.map((one) => (
            <ApprovalCard key={one.approval_id} approval={one} withTicket />
          ))}
        </div>
      </Section>
      <Section title="Others">
        {others.length === 0 && own.length === 0 ? (
          <NoneYet title="Nothing was asked yet." icon={Stamp}>
            <p>An approval is asked in a ticket: of the client&apos;s approvers or of our own people.</p>
          </NoneYet>
        ) : (
          <div className="space-y-3">
            {others.map((one) => (
              <ApprovalCard key={one.approval_id} approval={one} withTicket />
            ))}
          </div>
        )}
        <More of={all} className="mt-3">Show more</More>
      </Section>
    </Page>
  );
}
