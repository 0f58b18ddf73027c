// What stands around every page of the portal: whose it is, where one can go, and whom to call.
import type { ReactNode } from "react";
import { BookOpen, DatabaseBackup, Handshake, House, Inbox, Laptop, Plus, ShieldCheck, UserRound, Users, type LucideIcon } from "lucide-react";
import { useSession } from "@/api/session";
import { buttonClass } from "@/ui/button";
import { base, To, usePlace } from "./address";
import { Connection } from "./connection";
import { useLivePortal } from "./live";
import { useLook, usePortal } from "./look";
import { WhomToCall } from "./whom_to_call";
import { useMe, type Me } from "./who";

interface Entry {
  page: string;
  label: string;
  icon: LucideIcon;
  needs: string;
  aside?: boolean; // where a phone has no room, the first page names it instead
}
const entries: readonly Entry[] = [
  { page: "", label: "Home", icon: House, needs: "" },
  { page: "tickets", label: "Tickets", icon: Inbox, needs: "ticket.read" },
  { page: "devices", label: "Devices", icon: Laptop, needs: "device.read" },
  { page: "backups", label: "Backups", icon: DatabaseBackup, needs: "backup.read", aside: true },
  { page: "promises", label: "Promises", icon: Handshake, needs: "portal.promises" },
  { page: "people", label: "People", icon: Users, needs: "portal.people", aside: true },
  { page: "check", label: "Check us", icon: ShieldCheck, needs: "log.read", aside: true },
  { page: "help", label: "Help", icon: BookOpen, needs: "knowledge.read", aside: true },
  { page: "account", label: "You", icon: UserRound, needs: "" },
];
const addressOf = (page: string) => (page ? `${base}/${page}` : base);
const entriesFor = (me: Me) => entries.filter((entry) => !entry.needs || me.may(entry.needs));
const mostOnPhone = 5;
const fits = (shown: readonly Entry[]) => (shown.length > mostOnPhone ? shown.filter((entry) => !entry.aside) : shown);

/// What has no room at the bottom of a phone.
export function Elsewhere() {
  const shown = entriesFor(useMe());
  const missing = shown.filter((entry) => !fits(shown).includes(entry));
  if (missing.length === 0) return null;
  return (
    <nav aria-label="More pages" className="no-print mt-6 grid grid-cols-2 gap-2 md:hidden">
      {missing.map((entry) => (
        <To key={entry.page} to={addressOf(entry.page)} className={buttonClass("plain", "h-12")}>
          <entry.icon size={17} aria-hidden />
          {entry.label}
        </To>
      ))}
    </nav>
  );
}

export function Frame({ children }: { children: ReactNode }) {
  const me = useMe();
  const place = usePlace();
  const portal = usePortal().data;
  useLook(portal);
  useLivePortal();
  const shown = entriesFor(me);
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_minmax(0,1fr)_auto] text-[15px] print:block">
      <a href="#main" className="sr-only z-50 rounded-md bg-bg p-2 focus:not-sr-only focus:absolute">
        Skip to content
      </a>
      <header className="no-print border-b border-line bg-(--bar) text-(--bar-ink)">
        <div className="mx-auto flex h-14 max-w-5xl items-center gap-3 px-4">
          <To
            to={base}
            aria-label={portal?.client_name ? undefined : "Home"}
            className="flex min-w-0 items-center gap-3 rounded-md focus-visible:outline-(--bar-ink)"
          >
            {portal?.logo_url && (
              <span className="shrink-0 rounded bg-white p-1">
                <img src={portal.logo_url} alt="" className="h-7 max-w-36 object-contain" />
              </span>
            )}
            {/* Beside a logo there is no room for a name on a phone. */}
            <span className={`truncate font-semibold ${portal?.logo_url ? "max-md:sr-only" : ""}`}>{portal?.client_name ?? ""}</span>
          </To>
          <nav aria-label="Main" className="ml-auto hidden md:flex lg:gap-1">
            {shown.map((entry) => (
              <To
                key={entry.page}
                to={addressOf(entry.page)}
                aria-current={place.page === entry.page ? "page" : undefined}
                className={`flex h-9 items-center rounded-md px-1.5 whitespace-nowrap focus-visible:outline-(--bar-ink) lg:px-2.5
                  ${place.page === entry.page ? "font-semibold underline underline-offset-4" : "hover:underline"}`}
              >
                {entry.label}
              </To>
            ))}
          </nav>
          {me.may("ticket.write") && (
            <To
              to={`${base}/new`}
              className={`ml-auto inline-flex h-11 shrink-0 items-center gap-1.5 rounded-md border border-current px-3 font-medium
                focus-visible:outline-(--bar-ink) md:ml-0 md:h-9`}
            >
              <Plus size={16} aria-hidden />
              New ticket
            </To>
          )}
        </div>
      </header>
      <Connection />
      <main id="main" tabIndex={-1} className="scroll-thin min-h-0 overflow-y-auto outline-none">
        <div className="mx-auto max-w-5xl px-4 py-5">
          {children}
          <Contact />
        </div>
      </main>
      <nav
        aria-label="Main, phone"
        className="no-print flex items-stretch border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        {fits(shown).map((entry) => (
          <To
            key={entry.page}
            to={addressOf(entry.page)}
            aria-current={place.page === entry.page ? "page" : undefined}
            className={`flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs
              ${place.page === entry.page ? "font-semibold text-accent" : "text-dim"}`}
          >
            <entry.icon size={19} aria-hidden />
            <span className="max-w-full truncate">{entry.label}</span>
          </To>
        ))}
      </nav>
    </div>
  );
}

/// Whom to call when the portal is no help: at the end of every page.
function Contact() {
  const provider = useSession()?.provider_name;
  const portal = usePortal().data;
  return <WhomToCall contact={portal} intro={`Your IT by ${provider || "your provider"}`} className="mt-10 border-t border-line pt-3" />;
}
