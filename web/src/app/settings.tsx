// The settings share a list of their pages, in groups and with a search. Each page has its own address; on a phone the list
// is a page too.
import { useRef, useState, type KeyboardEvent } from "react";
import { Link, Navigate, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Search } from "lucide-react";
import { useSession } from "@/api/session";
import { useWaitingMails } from "@/correspondence/waiting_mails";
import { count } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { useTitle } from "@/ui/title";
import { settingsFor, type SettingPlace } from "./setting_places";

const isAt = (path: string, { to }: SettingPlace) => path === to || path.startsWith(`${to}/`);
const isHome = (path: string) => /^\/settings\/?$/.test(path);

export default function Settings() {
  const permissions = useSession()?.permissions ?? [];
  const path = useRouterState({ select: (state) => state.location.pathname });
  const home = isHome(path);
  const here = settingsFor(permissions)
    .flatMap((group) => group.places)
    .find((place) => isAt(path, place));
  return (
    <div className="flex h-full min-h-0 flex-col md:flex-row">
      {!home && (
        <Link to="/settings" className="no-print flex h-11 shrink-0 items-center gap-1 border-b border-line px-2 text-dim md:hidden">
          <ChevronLeft size={16} aria-hidden />
          Settings
          {here && <span className="truncate">· {here.label}</span>}
        </Link>
      )}
      <List path={path} permissions={permissions} home={home} />
      <div className={`@container min-h-0 min-w-0 flex-1 ${home ? "max-md:hidden" : ""}`}>
        <Outlet />
      </div>
    </div>
  );
}

function List({ path, permissions, home }: { path: string; permissions: readonly string[]; home: boolean }) {
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const groups = settingsFor(permissions, text);
  const waitingMails = useWaitingMails();
  useKeys([{ keys: "/", label: "Find a setting", group: "Lists", run: () => input.current?.focus() }]);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && groups.length > 0 && text.trim()) void navigate({ href: groups[0].places[0].to });
    else if (event.key === "Escape" && text) setText("");
    else if (event.key === "Escape") input.current?.blur();
    else return;
    event.preventDefault();
  };
  return (
    <nav
      aria-label="Settings"
      className={`no-print scroll-thin min-h-0 shrink-0 overflow-y-auto border-line px-2 py-2 md:w-52 md:border-r
        ${home ? "max-md:flex-1" : "max-md:hidden"}`}
    >
      <label
        className="mb-1 flex h-8 items-center gap-2 rounded-md border border-strong-line px-2 focus-within:outline-2
          focus-within:outline-accent coarse:h-11"
      >
        <Search size={14} aria-hidden className="shrink-0 text-dim" />
        <input
          ref={input}
          type="text"
          aria-label="Find a setting"
          placeholder="Find a setting"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
          autoComplete="off"
          spellCheck={false}
          className="w-full min-w-0 bg-transparent outline-none coarse:text-base"
        />
      </label>
      <p role="status" className={groups.length > 0 ? "sr-only" : "px-2 py-3 text-dim"}>
        {groups.length > 0 ? "" : "No setting is called that."}
      </p>
      {groups.map(({ label, places }) => (
        <div key={label} role="group" aria-label={label} className="mt-3 flex flex-col gap-px first-of-type:mt-2">
          <div aria-hidden className="px-2 pb-0.5 text-xs text-dim">
            {label}
          </div>
          {places.map((place) => (
            <Place key={place.to} place={place} here={isAt(path, place)} waiting={place.to === "/settings/mail" ? waitingMails : 0} />
          ))}
        </div>
      ))}
    </nav>
  );
}

function Place({ place, here, waiting }: { place: SettingPlace; here: boolean; waiting: number }) {
  return (
    <Link
      to={place.to}
      aria-current={here ? "page" : undefined}
      className={`flex h-7 items-center justify-between rounded-md px-2 coarse:h-11
        ${here ? "bg-sel font-medium" : "text-dim hover:bg-hover hover:text-ink"}`}
    >
      <span className="truncate">{place.label}</span>
      {waiting > 0 && (
        <span className="mx-1 ml-auto rounded bg-hover px-1.5 text-xs text-ink">
          {count(waiting)}
          <span className="sr-only"> waiting</span>
        </span>
      )}
      <ChevronRight size={14} aria-hidden className="shrink-0 md:hidden" />
    </Link>
  );
}

/// Without a page: the list alone on a phone, beside it elsewhere the first page that the person may open.
export function SettingsHome() {
  useTitle("Settings");
  const permissions = useSession()?.permissions ?? [];
  const first = settingsFor(permissions)[0]?.places[0];
  const narrow = window.matchMedia("(width < 48rem)").matches;
  return narrow || !first ? null : <Navigate to={first.to} replace />;
}
