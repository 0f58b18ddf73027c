// A ticket on paper: everything that is on screen, without the buttons, with where and when it was printed.
import { Printer } from "lucide-react";
import type { Ticket } from "@/api/generated/schema";
import { useSession } from "@/api/session";
import { useNow } from "@/ui/clock";
import { IconButton } from "@/ui/button";
import { exactTime } from "@/ui/format";
import { useKeys } from "@/ui/keys";

export function PrintTicket() {
  const print = () => window.print();
  useKeys([{ keys: "p", label: "Print the ticket", run: print }]);
  return <IconButton icon={Printer} label="Print this ticket" onClick={print} className="no-print" />;
}

export function PaperHead({ ticket }: { ticket: Ticket }) {
  const session = useSession();
  return (
    <header className="mx-4 hidden border-b pt-2 md:mx-6 border-line pb-2 text-xs print:block">
      <p className="font-semibold">
        {session?.provider_name || "Steward"} · {ticket.reference}
      </p>
      <p>
        {ticket.client_name}. Printed {exactTime(useNow())} by {session?.name}. Internal notes are on this paper too.
      </p>
    </header>
  );
}
