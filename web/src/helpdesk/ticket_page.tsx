import { useEffect } from "react";
import { Link, useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { buttonClass } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { useKeys } from "@/ui/keys";
import { remember } from "@/ui/recent";
import { Priority } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { PaperHead, PrintTicket } from "./ticket_print";
import { TicketView } from "./ticket_view";

export default function TicketPage() {
  const { ticket_id } = useParams({ strict: false }) as { ticket_id: string };
  const query = useApi(methods.getTicket, { ticket_id });
  const ticket = query.data;
  const router = useRouter();
  const navigate = useNavigate();
  const leave = () => (router.history.canGoBack() ? router.history.back() : void navigate({ to: "/tickets", search: { q: "is:open" } }));
  useKeys([{ keys: "Escape", label: "Back to where you were", group: "Lists", run: leave }]);
  const name = ticket ? `${ticket.reference} ${ticket.title}` : "";
  useTitle(
    ticket?.reference ?? "Ticket",
    <Link to="/tickets" search={{ q: "is:open" }} className="flex shrink-0 items-center gap-0.5 font-normal text-dim hover:text-ink">
      <ChevronLeft size={14} aria-hidden />
      Tickets
    </Link>,
  );
  useEffect(() => {
    if (name) remember({ label: name, hint: `Ticket · ${ticket?.client_name ?? ""}`, to: `/tickets/${ticket_id}` });
  }, [name, ticket_id, ticket?.client_name]);
  if (!ticket)
    return query.isError ? (
      <Failed
        what="this ticket"
        error={query.error}
        retry={() => void query.refetch()}
        instead={
          <Link to="/tickets" search={{ q: "is:open" }} className={buttonClass()}>
            Open tickets
          </Link>
        }
      />
    ) : (
      <Loading what="the ticket" />
    );
  return (
    <div className="scroll-thin h-full overflow-auto print:h-auto print:overflow-visible">
      <div className="mx-auto max-w-6xl">
        <PaperHead ticket={ticket} />
        <h2 className="flex items-start gap-2 px-4 pt-4 text-base font-semibold md:px-6">
          <span className="pt-0.5">
            <Priority value={ticket.priority} />
          </span>
          <span className="min-w-0 break-words">{ticket.title}</span>
          <span className="ml-auto">
            <PrintTicket />
          </span>
        </h2>
        <TicketView key={ticket.ticket_id} ticket={ticket} />
      </div>
    </div>
  );
}
