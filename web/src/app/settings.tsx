import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useSession } from "@/api/session";

const parts = [
  { to: "/settings/people", label: "People", needs: "account.read" },
  { to: "/settings/roles", label: "Roles", needs: "account.read" },
  { to: "/settings/providers", label: "Sign-in providers", needs: "identity.configure" },
  { to: "/settings/tokens", label: "API tokens", needs: "" },
  { to: "/settings/channels", label: "Notification channels", needs: "channel.read" },
  { to: "/settings/deliveries", label: "Delivery log", needs: "channel.read" },
  { to: "/settings/service-levels", label: "Service levels", needs: "sla.read" },
  { to: "/settings/on-call", label: "On call", needs: "oncall.read" },
  { to: "/settings/categories", label: "Categories", needs: "ticket.configure" },
  { to: "/settings/templates", label: "Ticket templates", needs: "template.use" },
  { to: "/settings/replies", label: "Canned replies", needs: "template.use" },
  { to: "/settings/schedules", label: "Scheduled tickets", needs: "template.use" },
  { to: "/settings/standard-changes", label: "Standard changes", needs: "change.read" },
  { to: "/settings/mail", label: "Mail", needs: "mail.read" },
  { to: "/settings/attachments", label: "Attachments", needs: "attachment.configure" },
  { to: "/settings/portal", label: "Portal", needs: "portal.write" },
  { to: "/settings/time", label: "Time", needs: "time.configure" },
  { to: "/settings/surveys", label: "Surveys", needs: "survey.configure" },
  { to: "/settings/imports", label: "Imports", needs: "import.run" },
  { to: "/settings/checks", label: "Check catalogue", needs: "check.read" },
  { to: "/settings/audit", label: "Audit", needs: "audit.read" },
] as const;

/// The settings share a line of tabs; each is a page with its own address.
export function Settings() {
  const permissions = useSession()?.permissions ?? [];
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <nav
        aria-label="Settings"
        className="no-print flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 py-1.5 [scrollbar-width:none] md:flex-wrap md:px-4"
      >
        {parts
          .filter((part) => !part.needs || permissions.includes(part.needs))
          .map((part) => {
            const here = path === part.to || path.startsWith(`${part.to}/`);
            return (
              <Link
                key={part.to}
                to={part.to}
                aria-current={here ? "page" : undefined}
                className={`flex h-7 shrink-0 items-center rounded-md px-2 coarse:h-11
                  ${here ? "bg-sel font-medium" : "text-dim hover:bg-hover hover:text-ink"}`}
              >
                {part.label}
              </Link>
            );
          })}
      </nav>
      <div className="min-h-0 flex-1">
        <Outlet />
      </div>
    </div>
  );
}
